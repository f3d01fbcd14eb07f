using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Identity.Mapping;

/// <summary>
/// Where it stands in the log which names of a sport are of which match: among the matches, under an id that no match can
/// have, as the memory of a feed does (<see cref="FeedPlace"/>). The holder of its partition is the one who decides.
/// </summary>
/// <remarks>A place for each sport: matches of two sports are never one, and so the work and the bytes are shared out.</remarks>
internal static class MappingPlace
{
    private const string Prefix = "mapping/";
    private const int SportLengthMax = 32;

    public static string IdOf(string sport) => Prefix + sport;

    /// <summary>Whether matches of the sport are looked for; nobody does where its name is none.</summary>
    public static bool IsSport(string sport) => sport.Length is > 0 and <= SportLengthMax
        && sport.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');

    /// <summary>The sport of a place; null: it is none of these.</summary>
    public static string? SportOf(string placeId) =>
        placeId.StartsWith(Prefix, StringComparison.Ordinal) ? placeId[Prefix.Length..] : null;
}
