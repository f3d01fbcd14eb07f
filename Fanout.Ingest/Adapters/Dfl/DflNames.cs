using Fanout.Protocol.Matches;

namespace Fanout.Ingest.Adapters.Dfl;

/// <summary>Our ids for what the provider names.</summary>
internal static class DflNames
{
    private const string MatchPrefix = "DFL-MAT-";

    public static string Id(string id) => $"{DflFormat.FormatName}:{id}";

    /// <summary>Our id of a match, without the prefix that all of them have; <see langword="null"/> where it cannot be one.</summary>
    public static string? MatchIdOf(string id)
    {
        var own = Id(id.StartsWith(MatchPrefix, StringComparison.Ordinal) ? id[MatchPrefix.Length..] : id);
        return MatchId.IsValid(own) ? own : null;
    }
}
