using Fanout.Ingest.Matches;
using Fanout.Protocol.Matches;

namespace Fanout.Ingest.Scopes;

/// <summary>What one feed may speak of; section <c>Push:Scopes:{feed}</c>. Each list that is not empty narrows; one is needed.</summary>
public sealed class FeedScopeOptions
{
    /// <summary>Ids of sports, as in fixtures. Empty, as by default: every one.</summary>
    public IList<string> Sports { get; } = [];

    /// <summary>Ids of competitions. Empty, as by default: every one, and none.</summary>
    public IList<string> Competitions { get; } = [];

    /// <summary>How ids of matches begin, as the feed writes them. Empty, as by default: anyhow.</summary>
    public IList<string> Matches { get; } = [];

    internal static IEnumerable<string> FaultsOf(string feed, FeedScopeOptions scope)
    {
        if (!FeedName.IsValid(feed)) yield return $"Push:Scopes: feed \"{feed}\" is not {FeedName.Form}";
        if (scope.Sports.Count + scope.Competitions.Count + scope.Matches.Count == 0)
            yield return $"Push:Scopes:{feed}: neither Sports nor Competitions nor Matches, and a scope narrows something";
        if (scope.Sports.Contains("")) yield return $"Push:Scopes:{feed}:Sports: one is empty";
        if (scope.Competitions.Contains("")) yield return $"Push:Scopes:{feed}:Competitions: one is empty";
        foreach (var prefix in scope.Matches.Where(static prefix => !MatchId.IsValid(prefix)))
            yield return $"Push:Scopes:{feed}:Matches: no id begins with \"{prefix}\"";
    }
}
