namespace Fanout.Protocol.WebSockets;

/// <summary>
/// Walks the elements of a header list (RFC 9110 §5.6.1): split at <c>,</c> or, inside one element, at <c>;</c>, but
/// not within a quoted string; trimmed; empty elements left out.
/// </summary>
internal ref struct HeaderList(ReadOnlySpan<char> value, char separator)
{
    private ReadOnlySpan<char> _rest = value;

    public ReadOnlySpan<char> Current { get; private set; }

    public readonly HeaderList GetEnumerator() => this;

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var end = EndOfElement(_rest, separator);
            Current = _rest[..end].Trim(" \t");
            _rest = _rest[Math.Min(end + 1, _rest.Length)..];
            if (!Current.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the list names <paramref name="token"/>, in any case.</summary>
    public static bool Names(string? value, string token)
    {
        foreach (var element in new HeaderList(value, ','))
        {
            if (element.Equals(token, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static int EndOfElement(ReadOnlySpan<char> rest, char separator)
    {
        var quoted = false;
        for (var index = 0; index < rest.Length; index++)
        {
            if (rest[index] == '"')
            {
                quoted = !quoted;
            }
            else if (quoted && rest[index] == '\\')
            {
                index++;
            }
            else if (!quoted && rest[index] == separator)
            {
                return index;
            }
        }

        return rest.Length;
    }
}
