using System.Globalization;
using System.Text;

namespace Fanout.Ingest.Push.Signing;

/// <summary>
/// Reads structured fields (RFC 9651) as far as signatures need them: keys, strings, integers and byte sequences. False
/// means that something else stands there; then the field is refused whole, as §4.2 asks for.
/// </summary>
internal ref struct FieldReader
{
    private const int IntegerDigitsMax = 15; // RFC 9651 §3.3.1

    private ReadOnlySpan<char> _rest;

    public FieldReader(ReadOnlySpan<char> field) => _rest = field.Trim(' ');

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly char Next => _rest.IsEmpty ? '\0' : _rest[0];

    public bool TryTake(char wanted)
    {
        if (Next != wanted) return false;
        _rest = _rest[1..];
        return true;
    }

    public void SkipSpaces() => _rest = _rest.TrimStart(' ');

    /// <summary>Goes on to the next member of a dictionary; false: the comma is the last thing, or is missing.</summary>
    public bool TryTakeComma()
    {
        _rest = _rest.TrimStart(" \t");
        if (!TryTake(',')) return false;
        _rest = _rest.TrimStart(" \t");
        return !IsAtEnd;
    }

    public bool TryReadKey(out string key)
    {
        var length = 0;
        while (length < _rest.Length && IsKeyCharacter(_rest[length], isFirst: length == 0)) length++;
        key = Take(length).ToString();
        return length > 0;
    }

    /// <summary>A string without its quotes and escapes; only printable ASCII.</summary>
    public bool TryReadString(out string value)
    {
        value = "";
        if (!TryTake('"')) return false;
        var read = new StringBuilder();
        while (!IsAtEnd)
        {
            var letter = Take(1)[0];
            if (letter == '"')
            {
                value = read.ToString();
                return true;
            }
            if (letter == '\\')
            {
                if (Next is not ('"' or '\\')) return false;
                letter = Take(1)[0];
            }
            if (letter is < ' ' or > '~') return false;
            read.Append(letter);
        }
        return false;
    }

    public bool TryReadInteger(out long value)
    {
        var length = Next == '-' ? 1 : 0;
        var first = length;
        while (length < _rest.Length && char.IsAsciiDigit(_rest[length])) length++;
        value = 0;
        return length > first && length - first <= IntegerDigitsMax
            && long.TryParse(Take(length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A byte sequence, in base 64 between colons.</summary>
    public bool TryReadBytes(out byte[] value)
    {
        value = [];
        if (!TryTake(':')) return false;
        var end = _rest.IndexOf(':');
        if (end < 0) return false;
        var text = Take(end);
        TryTake(':');
        var bytes = new byte[text.Length];
        if (text.ContainsAny(' ', '\t') || !Convert.TryFromBase64Chars(text, bytes, out var size)) return false;
        value = bytes[..size];
        return true;
    }

    /// <summary>The byte sequence that a dictionary has under a key; null: none, or it is no dictionary of byte sequences.</summary>
    public static byte[]? FindBytes(string dictionary, string wanted)
    {
        var field = new FieldReader(dictionary);
        byte[]? found = null;
        do
        {
            if (!field.TryReadKey(out var key) || !field.TryTake('=') || !field.TryReadBytes(out var bytes)) return null;
            if (key == wanted) found = bytes; // the last one counts (§4.2.2)
            if (field.IsAtEnd) return found;
        }
        while (field.TryTakeComma());
        return null;
    }

    private ReadOnlySpan<char> Take(int length)
    {
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private static bool IsKeyCharacter(char letter, bool isFirst) =>
        char.IsAsciiLetterLower(letter) || letter == '*'
        || (!isFirst && (char.IsAsciiDigit(letter) || letter is '_' or '-' or '.'));
}
