using System.Collections.Concurrent;
using Fanout.Ingest.Identity.Mapping;

namespace Fanout.Ingest.Matches;

/// <summary>What feeds call our matches. Safe for concurrent use.</summary>
/// <remarks>
/// Restored with the matches that state the aliases, so it knows those of the partitions that this process holds; where
/// the log is shared, those of the others as well (<see cref="Sharing.NameFollower"/>). The first match to claim a name
/// keeps it: a second claim is a mistake in a mapping, and taking a running match's events away is the worse outcome of
/// the two.
/// </remarks>
internal sealed class AliasBook
{
    private readonly ConcurrentDictionary<(string Feed, string Id), string> _matches = new();

    /// <summary>What was decided of names; it has the first word.</summary>
    public MappingView Mappings { get; } = new();

    /// <summary>Our id of the match that a feed names.</summary>
    public string Resolve(string feed, string id) => Find(feed, id) ?? id;

    /// <summary>The same; null: nothing is known of the name.</summary>
    public string? Find(string feed, string id)
    {
        if (Mappings.Resolve(feed, id) is { } mapped) return mapped;
        if (_matches.TryGetValue((feed, id), out var match)) return Mappings.Standing(match) ?? match;
        return Mappings.Standing(id);
    }

    public bool Has(string feed, string id) => Mappings.Resolve(feed, id) is not null || _matches.ContainsKey((feed, id));

    /// <summary>The match whose fixture says that this is its name; null: none does.</summary>
    public string? Stated(string feed, string id) => _matches.GetValueOrDefault((feed, id));

    /// <summary>Learns a name; false when another match has it.</summary>
    public bool TryLearn(string feed, string id, string matchId) => _matches.GetOrAdd((feed, id), matchId) == matchId;

    /// <summary>The match retired; another may have its name.</summary>
    public void Forget(string feed, string id, string matchId) =>
        _matches.TryRemove(KeyValuePair.Create((feed, id), matchId));
}
