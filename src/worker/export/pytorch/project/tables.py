"""Reads tables and texts as the lab does, as far as plain Python can: encodings, separators,
headers, and which columns hold what.
"""

import csv
import gzip
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Optional

Options = dict[str, Any]

KINDS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
}
KINDS.update({end: "conllu" for end in (".conllu", ".conll", ".bio", ".iob", ".iob2")})
KINDS.update({".txt": "text", ".md": "text"})

TEXT_NAMES = (
    "text review sentence comment content message body tweet document utterance description "
    "question headline "
    "post phrase title subject tokens token words form"
).split()
LABEL_NAMES = (
    "label labels class category sentiment target polarity rating tag intent topic emotion "
    "stars score language "
    "genre type y tags upos ner pos"
).split()


class Unusable(Exception):
    """Data that cannot be used; its text is a sentence for people."""


class Table(NamedTuple):
    """Rows with named columns."""

    columns: list[str]
    rows: list[dict[str, Any]]


def kind_of(path: Path) -> Optional[str]:
    """The format by a file's name."""
    name = path.name[:-3] if path.suffix.lower() == ".gz" else path.name
    return KINDS.get(Path(name).suffix.lower())


def read_text(path: Path, options: Options) -> str:
    """A file as a text, in the encoding that data.encoding names, else in one that fits."""
    content = path.read_bytes()
    if path.suffix.lower() == ".gz":
        content = gzip.decompress(content)
    if options["encoding"] != "auto":
        return content.decode(options["encoding"], "replace").lstrip("\ufeff")
    for start, encoding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"\xef\xbb\xbf", "utf-8-sig"),
    ):
        if content.startswith(start):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def listed(folder: Path) -> list[Path]:
    """What a folder holds, by name; hidden things are passed over."""
    # In the order of JavaScript, which compares halves of surrogate pairs.
    visible = [one for one in folder.iterdir() if not one.name.startswith((".", "__MACOSX"))]
    return sorted(visible, key=lambda one: one.name.encode("utf-16-be", "surrogatepass"))


def read_tables(path: Path, options: Options, columns: Sequence[Optional[str]]) -> Table:
    """The rows of a table, or of the tables in a folder. columns: names that a header has to hold
    where it is in doubt.
    """
    files = table_files(path, options) if path.is_dir() else [path]
    first: Optional[Table] = None
    for file in files:
        table = read_table(file, options, columns)
        if first is not None and set(table.columns) != set(first.columns):
            raise Unusable(
                f"{file.name} has other columns than {files[0].name}; "
                "give them as tables of their own."
            )
        first = table if first is None else Table(first.columns, first.rows + table.rows)
    if first is None:
        raise Unusable(f"{path} holds no tables that train.py reads.")
    return first


def table_files(folder: Path, options: Options) -> list[Path]:
    """Of several kinds of tables those with the most files; of train and test files one part."""
    inside = folder / (options["split"] or "train")
    folder = inside if inside.is_dir() and not any(map(is_table, listed(folder))) else folder
    tables = [one for one in listed(folder) if is_table(one)]
    kinds = [kind_of(one) for one in tables]
    tables = [one for one in tables if kind_of(one) == max(kinds, key=kinds.count)]
    named = {one: re.match(r"(train|test)(?![a-z])", one.name, re.IGNORECASE) for one in tables}
    if not any(named.values()):
        return tables
    wanted = options["split"] or min(
        (match.group(1).lower() for match in named.values() if match), key="train test".find
    )
    return [one for one, match in named.items() if match and match.group(1).lower() == wanted]


def is_table(path: Path) -> bool:
    """Whether a file is a table by its name."""
    return path.is_file() and kind_of(path) not in (None, "text")


def read_table(path: Path, options: Options, columns: Sequence[Optional[str]]) -> Table:
    """The rows of one file."""
    kind = kind_of(path)
    if kind in ("csv", "tsv"):
        return read_delimited(read_text(path, options), kind, options, columns)
    if kind in ("jsonl", "json"):
        return read_objects(read_text(path, options), kind)
    raise Unusable(
        f"{path.name} is no table that train.py reads: give a .csv, .tsv, .jsonl or .json file."
    )


def read_objects(text: str, kind: str) -> Table:
    """JSON objects, one on each line or as an array; what is none is passed over."""
    rows = (
        json.loads(text)
        if kind == "json"
        else [parsed(line) for line in text.split("\n") if line.strip()]
    )
    objects = [row for row in rows if isinstance(row, dict)]
    columns: dict[str, None] = {}
    for row in objects[:100]:
        columns.update(dict.fromkeys(row))
    return Table(list(columns), objects)


def parsed(line: str) -> Any:
    """A JSON value, or None for what is none."""
    try:
        return json.loads(line)
    except ValueError:
        return None


def read_delimited(
    text: str, kind: str, options: Options, columns: Sequence[Optional[str]]
) -> Table:
    """A .csv or .tsv; rows with more or fewer cells than the header are passed over."""
    csv.field_size_limit(16 * 1024 * 1024)
    quote = options["quote"] if options["quote"] != "auto" else find_quote(text)
    names = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
    separator = names.get(options["separator"]) or ("\t" if kind == "tsv" else find_separator(text))
    dialect: dict[str, Any] = {
        "delimiter": separator,
        "quotechar": "'" if quote == "single" else '"',
    }
    if quote == "none":
        dialect["quoting"] = csv.QUOTE_NONE
    records = [
        cells
        for cells in csv.reader(io.StringIO(text, newline=""), **dialect)
        if "".join(cells[:2]).strip() or len(cells) > 1
    ]
    if not records:
        return Table([], [])
    header = unique_names(records[0])
    numbered = [f"column {place + 1}" for place in range(len(header))]
    has_header = options["header"]
    if has_header == "auto":
        has_header = any(name in header for name in columns if name) or not looks_headerless(
            header, records[1:101]
        )
    names_of_columns, rows = (header, records[1:]) if has_header else (numbered, records)
    return Table(
        names_of_columns,
        [dict(zip(names_of_columns, cells)) for cells in rows if len(cells) == len(header)],
    )


def unique_names(cells: Sequence[str]) -> list[str]:
    """Header cells as names that differ and are not empty."""
    names: list[str] = []
    for place, cell in enumerate(cells):
        name = cell.strip() or f"column {place + 1}"
        names.append(f"{name} (column {place + 1})" if name in names else name)
    return names


def looks_headerless(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a first line is a row already: no known name in it, and a value that comes up below,
    or a long text.
    """
    if find_by_name(columns, TEXT_NAMES + LABEL_NAMES) is not None:
        return False
    return any(
        len(name.split(" ")) > 8 or any(row[place : place + 1] == [name] for row in rows)
        for place, name in enumerate(columns)
    )


def first_lines(text: str) -> list[str]:
    """As many as tell the dialect."""
    return [line for line in re.split(r"\r\n|\n|\r", text[:200_000])[:30] if line.strip()]


def find_quote(text: str) -> str:
    """Double quotes, unless cells are wrapped in single ones and none in double ones."""
    lines = first_lines(text)

    def wrapped(mark: str) -> int:
        return sum(
            re.search(rf"(^|[,;\t|]){mark}[^{mark}]*{mark}($|[,;\t|])", line) is not None
            for line in lines
        )

    return "single" if wrapped('"') == 0 and wrapped("'") * 2 > len(lines) else "double"


def find_separator(text: str) -> str:
    """The one that the first line has and most lines below have as often."""
    first, *others = first_lines(re.sub(r'"[^"]*"', "", text[:200_000])) or [""]
    best, best_score = ",", 0
    for letter in ",;\t|":
        count = first.count(letter)
        score = 1 + sum(line.count(letter) == count for line in others)
        if count > 0 and score > best_score:
            best, best_score = letter, score
    return best


def find_by_name(columns: Sequence[str], names: Sequence[str]) -> Optional[str]:
    """A column with one of the names, else one with such a word in its name."""
    for name in names:
        for column in columns:
            if column.lower() == name:
                return column
    for name in names:
        for column in columns:
            words = re.split(r"[\W\d_]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", column).lower())
            if name in words:
                if not {"id", "length", "count", "date", "url"} & set(words):
                    return column
                break
    return None


def guess_columns(
    table: Table, text: Optional[str], label: Optional[str]
) -> tuple[Optional[str], Optional[str]]:
    """The columns of text and label: those that are settled, else by name or by content."""
    sample = [[cell_text(row.get(column)) for column in table.columns] for row in table.rows[:100]]
    named_label = label or find_by_name([one for one in table.columns if one != text], LABEL_NAMES)
    named_text = text or find_by_name(
        [one for one in table.columns if one != named_label], TEXT_NAMES
    )
    found_text = named_text or _longest_column(table.columns, sample, named_label)
    return found_text, named_label or _most_repeated(table.columns, sample, found_text)


def _longest_column(
    columns: Sequence[str], sample: list[list[str]], label: Optional[str]
) -> Optional[str]:
    lengths = [
        -1 if name == label else sum(len(row[place]) for row in sample)
        for place, name in enumerate(columns)
    ]
    return columns[lengths.index(max(lengths))] if lengths and max(lengths) > 0 else None


def _most_repeated(
    columns: Sequence[str], sample: list[list[str]], text: Optional[str]
) -> Optional[str]:
    best, fewest = None, max(2.0, len(sample) / 2)
    for place, name in enumerate(columns):
        values = {row[place].strip() for row in sample} - {""}
        # A column with one value tells nothing, unless nothing else is left.
        count = len(sample) / 2 if len(values) == 1 else len(values)
        if name == text or not values or count > fewest or (best and count == fewest):
            continue
        best, fewest = name, count
    return best


def cell_text(value: Any) -> str:
    """A cell as a text; of JSON what is no string as JSON."""
    if value is None:
        return ""
    return (
        value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    )


def fill_template(template: str, row: dict[str, Any]) -> str:
    """A text that is put together from several columns, e.g. "{title}\\n{body}"."""
    names = [name.strip() for name in re.findall(r"\{([^{}]+)\}", template)]
    if all(cell_text(row.get(name)).strip() == "" for name in names):
        return ""
    return re.sub(
        r"\{([^{}]+)\}", lambda match: cell_text(row.get(match.group(1).strip())), template
    )


def number_text(value: Any) -> str:
    """A label as JavaScript writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
