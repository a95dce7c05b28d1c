"""Reads what the tasks learn from as the lab does: .csv, .tsv, .jsonl, .json, .txt, .md and CoNLL
files, each also as .gz, and folders of them. For .parquet, .zip and .tar: convert or unpack them
first.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tables import (
    Options,
    Table,
    Unusable,
    fill_template,
    find_by_name,
    guess_columns,
    is_table,
    kind_of,
    listed,
    number_text,
    read_tables,
    read_text,
)

ABOUT = re.compile(r"(readme|licen[cs]e|changelog|notice)\.(txt|md)(\.gz)?", re.IGNORECASE)
SOURCE_NAMES = "source src input from question prompt original text en english sentence x".split()
TARGET_NAMES = "target tgt output to answer response translation summary label de fr es y".split()


def read_labelled(path: Path, options: Options) -> Iterator[tuple[str, Any]]:
    """Texts with labels: the rows of a table, or a folder for each label. Rows without one of them
    are passed over.
    """
    folders = label_folders(path, options) if path.is_dir() else []
    # Beside tables one folder of texts is a description, not a label.
    if len(folders) >= 2 or (folders and not any(map(is_table, listed(path)))):
        yield from read_folders(folders, options)
        return
    template = options["template"]
    table = read_tables(path, options, [options["text"], options["label"]])
    text, label = options["text"], options["label"]
    if template:
        named = [name.strip() for name in re.findall(r"\{([^{}]+)\}", template)]
        rest = Table([one for one in table.columns if one not in named[1:]], table.rows)
        _, label = guess_columns(rest, named[0] if named else None, label)
    else:
        text, label = guess_columns(table, text, label)
    if label is None or (text is None and not template):
        raise Unusable(
            f"{path} has no column of texts and one of labels; name them with --text and --label."
        )
    for row in table.rows:
        whole = fill_template(template, row) if template else row.get(text)
        name = row.get(label)
        is_list = isinstance(name, list) and options["labelKind"] == "labels"
        if not isinstance(whole, str) or whole.strip() == "" or name is None:
            continue
        if isinstance(name, (dict, list)) and not is_list:
            continue
        shown = name if is_list else number_text(name).strip()
        if shown != "":
            yield whole, shown


def label_folders(path: Path, options: Options) -> list[tuple[str, list[Path]]]:
    """The text files in each sub-folder; of train and test one of them."""
    inside = path / (options["split"] or "train")
    root = inside if inside.is_dir() else path
    found = []
    for folder in listed(root):
        if folder.is_dir() and folder.name != "unsup":
            files = [
                one
                for one in listed(folder)
                if one.suffix.lower() in (".txt", ".md") and not ABOUT.fullmatch(one.name)
            ]
            if files:
                found.append((folder.name, files))
    return found


def read_folders(
    folders: list[tuple[str, list[Path]]], options: Options
) -> Iterator[tuple[str, str]]:
    """In turn from each label."""
    for turn in range(max(len(files) for _, files in folders)):
        for label, files in folders:
            if turn < len(files):
                text = read_text(files[turn], options)
                if text.strip():
                    yield text, label


def read_documents(path: Path, options: Options) -> Iterator[str]:
    """Texts to learn to write from: a file each, or the rows of a table."""
    if path.is_file() and kind_of(path) == "text":
        files = [path]
    else:
        files = text_files(path, options) if path.is_dir() else []
    if files:
        texts: Iterable[str] = (read_text(file, options) for file in files)
    else:
        texts = table_texts(path, options)
    for text in texts:
        if text.strip():
            yield text.replace("\r\n", "\n")


def table_texts(path: Path, options: Options) -> Iterator[str]:
    """The column of texts, or the template's."""
    table = read_tables(path, options, [options["text"]])
    text, _ = guess_columns(table, options["text"], None)
    for row in table.rows:
        value = (
            fill_template(options["template"], row) if options["template"] else row.get(text or "")
        )
        if isinstance(value, str):
            yield value


def text_files(path: Path, options: Options) -> list[Path]:
    """All files of text in a folder and its folders; where there are folders train and test, those
    of one.
    """

    def visit(folder: Path) -> Iterator[Path]:
        inside = listed(folder)
        yield from (one for one in inside if one.is_file() and kind_of(one) == "text")
        for one in inside:
            if one.is_dir():
                yield from visit(one)

    found = list(visit(path))
    kept = [one for one in found if not ABOUT.fullmatch(one.name)] or found

    def of(part: str) -> list[Path]:
        return [one for one in kept if part in one.relative_to(path).parts[:-1]]

    if options["split"] is not None:
        return of(options["split"])
    return of("train") if of("train") and of("test") else kept


def read_pairs(path: Path, options: Options) -> Iterator[tuple[str, str]]:
    """Sources and targets: two columns of a table."""
    table = read_tables(path, options, [options["text"], options["label"]])
    by_name = options["text"] or find_by_name(
        [one for one in table.columns if one != options["label"]], SOURCE_NAMES
    )
    others = [one for one in table.columns if one != (by_name or table.columns[0])]
    target = options["label"] or find_by_name(
        [one for one in table.columns if one != by_name], TARGET_NAMES
    )
    target = target or (others[0] if others else None)
    rest = [one for one in table.columns if one != target]
    source = rest[0] if rest and by_name in (None, target) else by_name
    if source is None or target is None:
        raise Unusable(
            f"{path} needs a column of sources and one of targets; "
            "name them with --text and --label."
        )
    for row in table.rows:
        one, other = row.get(source), row.get(target)
        if (
            isinstance(one, str)
            and one.strip()
            and other is not None
            and number_text(other).strip()
        ):
            yield one, number_text(other).strip()


def say(message: str) -> None:
    """A line for people beside what programs read."""
    print(message, file=sys.stderr, flush=True)
