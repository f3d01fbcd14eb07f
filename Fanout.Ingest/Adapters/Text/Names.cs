namespace Fanout.Ingest.Adapters.Text;

/// <summary>Makes names of what providers write: without what surrounds them, and no longer than the normaliser takes them.</summary>
internal static class Names
{
    private const int LengthMax = 256;
    private const int UrlLengthMax = 2_048;

    public static string Of(string? text)
    {
        var name = text?.Trim() ?? "";
        return name.Length <= LengthMax ? name : string.Concat(name.AsSpan(0, LengthMax - 1), "…");
    }

    /// <summary>The address of a picture; empty where it is none that a page could load.</summary>
    public static string UrlOf(string? text) =>
        text is { Length: <= UrlLengthMax } && (text.StartsWith("https://", StringComparison.Ordinal) || text.StartsWith("http://", StringComparison.Ordinal))
            ? text
            : "";
}
