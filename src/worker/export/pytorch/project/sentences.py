"""Reads tagged sentences as the lab does: a token on each line, or rows of tables."""

import re
from collections.abc import Iterator
from pathlib import Path

from tables import (
    Options,
    Unusable,
    cell_text,
    find_by_name,
    guess_columns,
    kind_of,
    number_text,
    read_tables,
    read_text,
    table_files,
)

# Tokens and their tags.
Sentence = tuple[list[str], list[str]]

TOKEN_NAMES = "tokens token words word form".split()
TAG_NAMES = "tags tag upos ner pos labels label".split()
CONLLU = "id form lemma upos xpos feats head deprel deps misc".split()


def read_sentences(path: Path, options: Options) -> Iterator[Sentence]:
    """Tokens with tags: a token on each line and a blank line between sentences, or the rows of a
    table.
    """
    if path.is_dir():
        for file in table_files(path, options):
            yield from read_sentences(file, options)
        return
    text = "" if kind_of(path) in ("json", "jsonl") else read_text(path, options)
    if kind_of(path) == "conllu" or (kind_of(path) == "tsv" and looks_like_tokens(text)):
        yield from read_token_lines(text, options)
        return
    table = read_tables(path, options, [options["text"], options["label"]])
    tokens = options["text"] or find_by_name(table.columns, TOKEN_NAMES)
    tags = options["label"] or find_by_name(
        [one for one in table.columns if one != tokens], TAG_NAMES
    )
    tokens, tags = guess_columns(table, tokens, tags)
    for row in table.rows:
        pair = [
            list(map(number_text, cell)) if isinstance(cell, list) else cell_text(cell).split()
            for cell in (row.get(tokens or ""), row.get(tags or ""))
        ]
        yield from tidied(pair[0], pair[1])


def tidied(tokens: list[str], tags: list[str]) -> Iterator[Sentence]:
    """The sentence, unless there are not as many tags as tokens or something is empty."""
    if tokens and len(tokens) == len(tags) and all(one.strip() for one in tokens + tags):
        yield [" ".join(one.split()) for one in tokens], [" ".join(one.split()) for one in tags]


def blocks_of(text: str) -> Iterator[list[str]]:
    """Lines with blank lines between."""
    block: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n") + [""]:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []


def looks_like_tokens(text: str) -> bool:
    """Whether a .tsv is one of tokens and tags: as many cells on each line, and blank lines
    between.
    """
    lines = text.replace("\r\n", "\n").split("\n")[:200]
    while lines and not lines[-1].strip():
        lines.pop()
    filled = [line for line in lines if line.strip() and not line.startswith("#")]
    if len(filled) < 4 or len(lines) == len([line for line in lines if line.strip()]):
        return False
    cells = [cut_line(line, filled[0]) for line in filled]
    tags = [one[-1] for one in cells]
    if len(cells[0]) < 2 or any(len(one) != len(cells[0]) for one in cells):
        return False
    if is_conllu(filled[0]):
        return True
    is_plain = "\t" in filled[0] or all(tag and not tag[0].islower() for tag in tags)
    return is_plain and len(set(tags)) <= len(tags) / 2 and all(" " not in one[0] for one in cells)


def cut_line(line: str, first: str) -> list[str]:
    """The cells of a line, cut as the first one."""
    return line.split("\t") if "\t" in first else line.split()


def is_conllu(line: str) -> bool:
    """Whether a line is one of CoNLL-U."""
    cells = line.split("\t")
    return len(cells) == len(CONLLU) and re.fullmatch(r"\d+(-\d+|\.\d+)?", cells[0]) is not None


def read_token_lines(text: str, options: Options) -> Iterator[Sentence]:
    """CoNLL-U, or plain columns with the token first and the tag last."""
    columns: list[str] = []
    first, has_header = "", False
    for block in blocks_of(text):
        lines = [
            line
            for line in block
            if not line.startswith("#") or (columns and len(cut_line(line, first)) == len(columns))
        ]
        if not lines:
            continue
        if not columns:
            first = lines[0]
            cells = cut_line(first, first)
            is_named = find_by_name(cells[:1], TOKEN_NAMES) and find_by_name(cells[1:], TAG_NAMES)
            has_header = bool(is_named)
            numbered = ["token", *(f"column {place + 2}" for place in range(len(cells) - 2)), "tag"]
            columns = CONLLU if is_conllu(first) else cells if has_header else numbered
        rows = [cut_line(line, first) for line in lines]
        if any(len(cells) != len(columns) for cells in rows):
            continue
        if columns is CONLLU:
            rows = [cells for cells in rows if cells[0].isdigit()]
        rows = [
            cells
            for cells in rows
            if not (has_header and cells == columns) and cells[0] != "-DOCSTART-"
        ]
        token = options["text"] or find_by_name(columns, TOKEN_NAMES) or columns[0]
        tag = (
            options["label"]
            or find_by_name([one for one in columns if one != token], TAG_NAMES)
            or columns[-1]
        )
        if token not in columns or tag not in columns:
            raise Unusable(
                f"The data have the columns {', '.join(columns)}; "
                "name two of them with --text and --label."
            )
        tags = [cells[columns.index(tag)] for cells in rows]
        if columns is CONLLU and tag in ("upos", "xpos", "deprel") and "_" in tags:
            continue
        yield from tidied([cells[columns.index(token)] for cells in rows], tags)
