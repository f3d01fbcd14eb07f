using System.Globalization;

namespace Fanout.Conformance.Tests.Peers;

/// <summary>One answer of HTTP: status, headers in their order, body.</summary>
internal sealed record HttpAnswer(string Head, string Body)
{
    private readonly string[] _lines = Head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    public int Status => int.Parse(_lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture);

    /// <summary>All values of a header, joined with commas; null where it is absent.</summary>
    public string? this[string name]
    {
        get
        {
            var values = _lines.Skip(1)
                .Select(static line => line.Split(':', 2))
                .Where(parts => parts[0].Equals(name, StringComparison.OrdinalIgnoreCase))
                .Select(static parts => parts[1].Trim())
                .ToArray();
            return values.Length == 0 ? null : string.Join(", ", values);
        }
    }
}
