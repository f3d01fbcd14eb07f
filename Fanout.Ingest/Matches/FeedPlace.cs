namespace Fanout.Ingest.Matches;

/// <summary>
/// Where a configured feed's memory stands in the log: among the matches, under an id that no match can have, so that
/// the holder of its partition is one process, and snapshots, takeovers and copies of a log carry it like any other.
/// </summary>
internal static class FeedPlace
{
    // Not "feed:", which an event may name.
    private const string Prefix = "feed/";

    /// <summary>A match id of the log has 64 characters at most.</summary>
    public const int NameLengthMax = FeedName.LengthMax - 5;

    /// <summary>What the name of a configured feed must be, for errors.</summary>
    public const string NameForm = "1 to 59 of A–Z a–z 0–9 . _ -";

    public static bool IsName(string feed) => FeedName.IsValid(feed) && feed.Length <= NameLengthMax;

    public static string IdOf(string feed) => Prefix + feed;

    /// <summary>Name of the feed whose place this is; null: it is a match.</summary>
    public static string? NameIn(string id) => id.StartsWith(Prefix, StringComparison.Ordinal) ? id[Prefix.Length..] : null;
}
