using System.Collections.Frozen;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Scopes;

/// <summary>What each feed may speak of. Safe for concurrent use.</summary>
/// <remarks>
/// Asked twice. Before anything is made of an event, whatever way it came by, so that what it says of itself puts no name into the
/// world; and by whoever holds the match, who alone knows what a match is whose id is all that an event says. A feed with a scope may not
/// say what other feeds call a match: their events would go where it wants.
/// </remarks>
internal sealed class FeedScopes(IEnumerable<KeyValuePair<string, FeedScopeOptions>> scopes)
{
    private readonly FrozenDictionary<string, Scope> _scopes =
        scopes.ToFrozenDictionary(static feed => feed.Key, static feed => new Scope(feed.Value), StringComparer.Ordinal);

    /// <summary>What of an event goes too far, by what it says of itself; null: nothing.</summary>
    public string? Excess(string feed, ScoreEvent said)
    {
        if (!_scopes.TryGetValue(feed, out var scope)) return null;
        if (!scope.HasId(said.Match)) return $"feed {feed} may not speak of a match with the id {said.Match}";
        if (said.Fixture is not { } fixture) return null;
        var foreign = fixture.Ids.FirstOrDefault(alias => alias.Feed != feed);
        if (foreign is not null) return $"feed {feed} may not say what feed {foreign.Feed} calls a match";
        return ExcessOf(feed, scope, fixture.Sport.Length > 0 ? fixture.Sport : null, fixture.Competition?.Id);
    }

    /// <summary>The same, with what its match is; one that nobody knows yet is what the event makes of it.</summary>
    public string? Excess(string feed, ScoreEvent said, MatchState match)
    {
        if (!_scopes.TryGetValue(feed, out var scope)) return null;
        if (Excess(feed, said) is { } excess) return excess;
        if (match.Id.Length > 0) return ExcessOf(feed, scope, match.Sport, match.Competition?.Id ?? "");
        return said.Fixture is { } first ? ExcessOf(feed, scope, first.Sport, first.Competition?.Id ?? "") : null;
    }

    /// <param name="sport">Null: nothing is said of it.</param>
    /// <param name="competition">Likewise; empty: it is of none.</param>
    private static string? ExcessOf(string feed, Scope scope, string? sport, string? competition)
    {
        if (sport is not null && !scope.HasSport(sport)) return $"feed {feed} may not speak of the sport \"{sport}\"";
        return competition is null || scope.HasCompetition(competition)
            ? null
            : $"feed {feed} may not speak of the competition \"{competition}\"";
    }

    private sealed class Scope(FeedScopeOptions options)
    {
        public bool HasSport(string sport) => options.Sports.Count == 0 || options.Sports.Contains(sport);

        public bool HasCompetition(string id) => options.Competitions.Count == 0 || options.Competitions.Contains(id);

        public bool HasId(string match) =>
            options.Matches.Count == 0 || options.Matches.Any(prefix => match.StartsWith(prefix, StringComparison.Ordinal));
    }
}
