using System.Globalization;
using System.Text.RegularExpressions;

namespace Fanout.Ingest.Adapters.Wyscout;

/// <summary>Texts and ids as the format writes them, and as we do.</summary>
internal static partial class WyscoutText
{
    /// <summary>Our id for anything that the provider numbers.</summary>
    public static string Id(long id) => string.Create(CultureInfo.InvariantCulture, $"{WyscoutFormat.FormatName}:{id}");

    /// <summary>
    /// Undoes an escape too many: the public data set holds the six characters <c>\u0107</c> where <c>ć</c> is meant.
    /// </summary>
    public static string Clean(string text) =>
        text.Contains('\\', StringComparison.Ordinal)
            ? Escape().Replace(text, static match => ((char)int.Parse(match.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString())
            : text;

    [GeneratedRegex(@"\\u[0-9a-fA-F]{4}", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
