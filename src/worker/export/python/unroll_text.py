"""Turns texts into the token ids that a model was trained on, and what the model gives into words.

Reads vocabulary.json, target-vocabulary.json and labels.json. Needs nothing but the standard
library. The letters of scripts that are younger than this Python's Unicode tables may be cut
otherwise than in the lab.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Optional, Union

# Texts are cut here when the model has no fixed length.
FREE_LENGTH = 1000

# White space as JavaScript has it: re's own \s knows other characters.
_SPACES = "\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_TAGS = re.compile(r"<[/!a-zA-Z][^<>]*>")
_ENTITIES = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_ENTITY_TEXT = {"amp": "&", "lt": "<", "gt": ">", "quot": '"'}
_ENTITY_TEXT.update({name: "'" for name in ("apos", "rsquo", "#39", "#039", "#x27")})


class Vocabulary:
    """The tokens of a model in the order of their ids, and how texts are cut into them."""

    def __init__(self, content: dict[str, Any]) -> None:
        """Takes the content of vocabulary.json."""
        self.options: dict[str, Any] = content["text"]
        self.tokens: list[str] = content["tokens"]
        self.level: str = self.options["level"]
        # Ids below this stand for no token: padding, start, unknown, end.
        self.reserved = _reserved(self.level, content.get("purpose", "reading"))
        names = self.tokens[: self.reserved]
        self.unknown = names.index("<unknown>")
        self.start: Optional[int] = names.index("<start>") if "<start>" in names else None
        self.end: Optional[int] = names.index("<end>") if "<end>" in names else None
        self.longest: int = self.options.get("sequenceLength") or FREE_LENGTH
        self._ids = {token: at for at, token in enumerate(self.tokens) if at >= self.reserved}
        self._first_word = self._find_first_word()
        self._ranks = {merge: rank for rank, merge in enumerate(content.get("merges") or [])}
        self._known_chunks: dict[str, list[str]] = {}

    @classmethod
    def read(cls, file: Union[str, Path]) -> "Vocabulary":
        """Reads vocabulary.json or target-vocabulary.json."""
        return cls(json.loads(Path(file).read_text(encoding="utf-8")))

    def counted_tokens(self, text: str) -> list[str]:
        """What the lab counts in data: the words, the characters, or the chunks that byte pairs
        never reach beyond.
        """
        plain = _strip_html(text) if self.options["stripHtml"] else text
        plain = plain.lower() if self.options["lowercase"] else plain
        if self.level == "character":
            return list(plain)
        if self.level == "bpe":
            return [match.group() for match in _chunk_pattern().finditer(plain)]
        keeps = self.options.get("punctuation") == "keep"
        pattern = _words_and_marks() if keeps else _words()
        return [match.group() for match in pattern.finditer(plain.replace("\u2019", "'"))]

    def tokenize(self, text: str) -> list[str]:
        """The words, characters or byte pairs of a text."""
        counted = self.counted_tokens(text)
        if self.level != "bpe":
            return counted
        return [token for chunk in counted for token in self._byte_pairs(chunk)]

    def ids_of(self, tokens: Iterable[str]) -> list[int]:
        """The id of each token."""
        return [self._ids.get(token, self.unknown) for token in tokens]

    def ids_of_counted(self, tokens: Iterable[str]) -> list[int]:
        """The ids of words, characters or chunks."""
        if self.level != "bpe":
            return self.ids_of(tokens)
        return self.ids_of(token for chunk in tokens for token in self._byte_pairs(chunk))

    def ids(self, text: str) -> list[int]:
        """The ids of a text, neither cut nor padded."""
        return self.ids_of(self.tokenize(text))

    def cut(self, ids: list[int]) -> list[int]:
        """At most as many ids as the model reads of a text; what is left out is at the front or at
        the end.
        """
        return ids[-self.longest :] if self.options["truncating"] == "pre" else ids[: self.longest]

    def opened(self, ids: list[int]) -> list[int]:
        """The ids that a classifier reads of those of a text, not padded: at word level the start
        and then the words.
        """
        return self.cut(([1] if self.level == "word" else []) + ids)

    def sequence(self, text: str) -> list[int]:
        """The ids that a classifier reads of a text, not padded."""
        return self.opened(self.ids(text))

    def encode(self, text: str) -> list[int]:
        """The ids that a classifier reads of a text, cut and padded."""
        return self.padded([self.sequence(text)])[0]

    def padded(self, sequences: Sequence[list[int]]) -> list[list[int]]:
        """Sequences of one length: that of the model, else that of the longest (at least 1)."""
        length = self.options.get("sequenceLength") or max([1, *map(len, sequences)])
        gaps = [[0] * (length - len(one)) for one in sequences]
        first = self.options["padding"] == "pre"
        return [gap + one if first else one + gap for one, gap in zip(sequences, gaps)]

    def source_ids(self, text: str) -> list[int]:
        """The ids that an encoder reads of a text: cut, at least one."""
        return self.cut(self.ids(text)) or [0]

    def target_ids(self, text: str) -> list[int]:
        """The ids that a decoder should write: cut, with the end where there is room for it."""
        ids = self.ids(text)[: self.longest]
        return ids + [self.end] if self.end is not None and len(ids) < self.longest else ids

    def prompt_ids(self, prompt: str) -> list[int]:
        """The ids that a writer goes on from: the prompt's, or the start for an empty one."""
        return self.ids(prompt) or [self.unknown if self.start is None else self.start]

    def word_id(self, word: str) -> int:
        """The id that a tagger reads a word as: its own, else that of its shape where these were
        learned.
        """
        shapes = self.options.get("wordShapes", False)
        read = word.lower() if self.options["lowercase"] else word
        for form in [read, word.lower()] if shapes else [read]:
            if self._ids.get(form, -1) >= self._first_word:
                return self._ids[form]
        return self.shape_id(read)

    def shape_id(self, word: str) -> int:
        """The id that a word is read as when it is taken for an unknown one."""
        shapes = shapes_of(word) if self.options.get("wordShapes", False) else []
        return next((self._ids[shape] for shape in shapes if shape in self._ids), self.unknown)

    def split_words(self, text: str) -> list[str]:
        """The tokens that a tagger reads of a typed sentence."""
        return split_words(text, lambda word: self.word_id(word) >= self._first_word)

    def join(self, tokens: Sequence[str]) -> str:
        """The text of tokens."""
        return join_tokens(tokens, self.options)

    def text_of(self, ids: Iterable[int]) -> str:
        """The text of ids; those that stand for no token are passed over."""
        return self.join([self.tokens[at] for at in ids if self.reserved <= at < len(self.tokens)])

    def _find_first_word(self) -> int:
        # Where shapes of words were learned, they stand before the words.
        if not self.options.get("wordShapes", False):
            return self.reserved
        words = (at for token, at in self._ids.items() if not _SHAPE.match(token))
        return next(words, len(self.tokens))

    def _byte_pairs(self, chunk: str) -> list[str]:
        if chunk not in self._known_chunks:
            self._known_chunks[chunk] = _merged(chunk, self._ranks)
        return self._known_chunks[chunk]


def _reserved(level: str, purpose: str) -> int:
    if purpose == "writing":
        return 4
    return 3 if level == "word" else 2


def _strip_html(text: str) -> str:
    return _ENTITIES.sub(
        lambda match: _ENTITY_TEXT.get(match.group(1).lower(), " "), _TAGS.sub(" ", text)
    )


@lru_cache(maxsize=None)
def _class_of(kinds: str, besides: str = "", without: str = "") -> str:
    """A regular expression's range of all characters of some general categories, and a few more or
    fewer.
    """
    wanted = tuple(kinds.split())
    codes = [
        code
        for code in range(0x110000)
        if unicodedata.category(chr(code)).startswith(wanted) and chr(code) not in without
    ]
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges) + besides


# Signs that are no punctuation to Unicode, and cut words all the same.
_SIGNS = r"$+<=>\^`|~"


def _word() -> str:
    # The apostrophe belongs to words.
    return f"[^{_SPACES}{_class_of('Cc P', _SIGNS, chr(39))}]+"


@lru_cache(maxsize=None)
def _words() -> "re.Pattern[str]":
    return re.compile(_word())


@lru_cache(maxsize=None)
def _words_and_marks() -> "re.Pattern[str]":
    digit = f"[{_class_of('Nd')}]+"
    marks = f"([{_class_of('P', _SIGNS)}])\\1{{0,2}}"
    return re.compile(f"{digit}(?:[.,:]{digit})+|{_word()}|{marks}|\n")


@lru_cache(maxsize=None)
def _chunk_pattern() -> "re.Pattern[str]":
    letters, numbers = _class_of("L M"), _class_of("N")
    return re.compile(
        f"'(?:s|t|re|ve|m|ll|d)(?![{letters}])| ?[{letters}]{{1,50}}| ?[{numbers}]{{1,50}}"
        f"| ?[^{_SPACES}{letters}{numbers}]{{1,50}}"
        f"|[{_SPACES}]{{1,50}}(?![^{_SPACES}])|[{_SPACES}]{{1,50}}"
    )


def _byte_symbols() -> list[str]:
    """Each byte as a letter that can be seen: GPT-2's table."""
    symbols, spare = [], 256
    for byte in range(256):
        seen = 0x21 <= byte <= 0x7E or 0xA1 <= byte <= 0xAC or byte >= 0xAE
        symbols.append(chr(byte if seen else spare))
        spare += 0 if seen else 1
    return symbols


_SYMBOLS = _byte_symbols()
_BYTES = {symbol: byte for byte, symbol in enumerate(_SYMBOLS)}


def _merged(chunk: str, ranks: dict[str, int]) -> list[str]:
    """A chunk's bytes, neighbours joined: the merge that was learned first before others, until
    none fits.
    """
    tokens = [_SYMBOLS[byte] for byte in chunk.encode("utf-8", "replace")]
    while True:
        pairs = [f"{one} {other}" for one, other in zip(tokens, tokens[1:])]
        known = [ranks[pair] for pair in pairs if pair in ranks]
        if not known:
            return tokens
        best, at, joined = min(known), 0, []
        while at < len(tokens):
            fits = at < len(pairs) and ranks.get(pairs[at]) == best
            joined.append(tokens[at] + tokens[at + 1] if fits else tokens[at])
            at += 2 if fits else 1
        tokens = joined


def _bytes_of(token: str) -> bytes:
    return b"".join(
        bytes([_BYTES[letter]]) if letter in _BYTES else letter.encode("utf-8") for letter in token
    )


_CLOSING = (".,;:!?%\u2026", ("Pe", "Pf"))
_OPENING = ("$\u00a3\u20ac#@", ("Ps", "Pi"))
_JOINING = ("-_/\u2010\u2011\u2014", ())


def join_tokens(tokens: Sequence[str], options: dict[str, Any]) -> str:
    """The text of tokens; options is the "text" of vocabulary.json."""
    if options["level"] == "character":
        return "".join(tokens)
    if options["level"] == "bpe":
        return b"".join(map(_bytes_of, tokens)).decode("utf-8", "replace")
    if options.get("punctuation") != "keep":
        return " ".join(tokens)
    text, is_open = "", False
    for at, token in enumerate(tokens):
        text += " " if at > 0 and _has_space(tokens[at - 1], token, is_open) else ""
        text += token
        is_open = not is_open if token == '"' else is_open and token != "\n"
    return text


def _has_space(last: str, token: str, is_open: bool) -> bool:
    """is_open: whether a quotation is open before the token."""
    if last == "\n" or token == "\n":
        return False
    joined = _begins(last, _OPENING) or _begins(last, _JOINING)
    if token == '"':
        return not is_open and not joined
    # Open after a quotation mark: that mark opened it.
    if last == '"' and is_open:
        return False
    return not (_begins(token, _CLOSING) or _begins(token, _JOINING) or joined)


def _begins(token: str, kind: tuple[str, tuple[str, ...]]) -> bool:
    letters, categories = kind
    return token != "" and (token[0] in letters or unicodedata.category(token[0]) in categories)


_SHAPE = re.compile(rf"<(?:(?:\.|9|x9)|(?:XX|Xx|xX|X)?[-.]?-[^<>{_SPACES}]*)>\Z")


def shapes_of(word: str) -> list[str]:
    """The shapes of a word, the most telling first: <Xx-ing>, <Xx-ng>, <Xx-g> and <Xx-> of
    Beginning.
    """
    categories = [unicodedata.category(letter) for letter in word]
    if word and all(category[0] in "PS" for category in categories):
        return ["<.>"]
    if re.search("[0-9]", word):
        return ["<9>" if re.fullmatch("[0-9.,:/-]+", word) else "<x9>"]
    mark = "-" if re.search("[-/]", word) else "." if re.search("[@.]", word) else ""
    start = f"<{_capitals_of(word, categories)}{mark}-"
    letters = list(word.lower())
    counts = [count for count in (3, 2, 1, 0) if len(letters) > count + 1 or count == 0]
    return [start + "".join(letters[len(letters) - count :]) + ">" for count in counts]


def _capitals_of(word: str, categories: Sequence[str]) -> str:
    if "Lu" not in categories:
        return ""
    if "Ll" not in categories:
        return "XX" if _length(word) > 1 else "X"
    return "Xx" if categories[0] == "Lu" else "xX"


def _length(word: str) -> int:
    # Counted in UTF-16, as the lab does.
    return len(word.encode("utf-16-le", "surrogatepass")) // 2


# A longer run of letters is no word that a vocabulary knows parts of.
_LONGEST_WORD = 60


def split_words(text: str, is_known: Callable[[str], bool]) -> list[str]:
    """The words and marks of a typed sentence, near to how the training tokens are cut.

    What is known whole stays whole; else marks come off the ends, and a word is cut in two where a
    short form begins (do n't, it 's) or at a mark that is a token of its own. is_known says whether
    the training tokens have one.
    """
    chunks = [chunk for chunk in re.split(f"[{_SPACES}]+", text) if chunk]
    return [word for chunk in chunks for word in _split_chunk(chunk, is_known)]


def _split_chunk(chunk: str, is_known: Callable[[str], bool]) -> list[str]:
    before: list[str] = []
    after: list[str] = []
    word = chunk
    while word and not is_known(word):
        if _is_mark(word[0]):
            rest = word.lstrip(word[0])
            before.append(word[: len(word) - len(rest)])
        elif _is_mark(word[-1]):
            rest = word.rstrip(word[-1])
            after.insert(0, word[len(rest) :])
        else:
            break
        word = rest
    return [*before, *(_split_inside(word, is_known) if word else []), *after]


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PS"


def _split_inside(word: str, is_known: Callable[[str], bool]) -> list[str]:
    if is_known(word) or _length(word) > _LONGEST_WORD:
        return [word]
    return _split_short_form(word, is_known) or _split_at_mark(word, is_known) or [word]


def _split_short_form(word: str, is_known: Callable[[str], bool]) -> Optional[list[str]]:
    plain = word.replace("\u2019", "'")
    # The longest second half first: n't before 't.
    for at in range(1, len(plain)):
        end = plain[at:]
        if _is_short_form(end) and (is_known(end) or is_known(word[at:])):
            return [word[:at], word[at:]]
    return None


def _is_short_form(end: str) -> bool:
    if end in ("n't", "N't", "n'T", "N'T"):
        return True
    # U+0345 is the one mark that JavaScript takes for a letter, since its capital is one.
    letters = [unicodedata.category(one)[0] == "L" or one == "\u0345" for one in end[1:]]
    return end[0] == "'" and letters != [] and all(letters)


def _split_at_mark(word: str, is_known: Callable[[str], bool]) -> Optional[list[str]]:
    parts = re.split("([-\u2013\u2014/])", word)
    marks = parts[1::2]
    if not marks or not all(map(is_known, marks)):
        return None
    return [part for part in parts if part]


class Labels:
    """What a classifier's or a tagger's outputs mean."""

    def __init__(self, content: dict[str, Any]) -> None:
        """Takes the content of labels.json."""
        # "class", "labels" (any number of them), "number", or "tag"
        self.kind: str = content["kind"]
        self.labels: list[str] = content["labels"]
        self.scale: Optional[dict[str, float]] = content.get("scale")

    @classmethod
    def read(cls, file: Union[str, Path]) -> "Labels":
        """Reads labels.json."""
        return cls(json.loads(Path(file).read_text(encoding="utf-8")))

    def answer(self, outputs: Sequence[float]) -> dict[str, Any]:
        """What a classifier's outputs say of a text, or a tagger's of a word."""
        if self.kind == "number":
            scale = self.scale or {"deviation": 1.0, "mean": 0.0}
            return {"value": outputs[0] * scale["deviation"] + scale["mean"]}
        # One sigmoid unit gives the probability of the second label.
        is_single = self.kind != "labels" and len(outputs) == 1
        values = [1 - outputs[0], outputs[0]] if is_single else list(outputs)
        probabilities = dict(zip(self.labels, values))
        if self.kind == "labels":
            likely = [label for label, value in probabilities.items() if value >= 0.5]
            return {"labels": likely, "probabilities": probabilities}
        best = max(range(len(self.labels)), key=lambda at: values[at])
        answer = {"label": self.labels[best], "probability": values[best]}
        return {**answer, "probabilities": probabilities}
