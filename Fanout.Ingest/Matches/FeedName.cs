using System.Buffers;

namespace Fanout.Ingest.Matches;

/// <summary>
/// Name of a feed: 1–64 of <c>A–Z a–z 0–9 . _ -</c>. It stands in paths, keys of the log and the state of matches.
/// </summary>
public static class FeedName
{
    public const int LengthMax = 64;

    /// <summary>What a name must be, for errors.</summary>
    public const string Form = "1 to 64 of A–Z a–z 0–9 . _ -";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static bool IsValid(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= LengthMax && !name.ContainsAnyExcept(Allowed);
}
