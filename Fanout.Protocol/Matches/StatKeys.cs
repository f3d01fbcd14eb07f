using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Fanout.Protocol.Matches;

/// <summary>What the two numbers of a statistic are.</summary>
public enum StatUnit
{
    /// <summary>How many; whole.</summary>
    Count,

    /// <summary>0 to 100.</summary>
    Percent,

    /// <summary>Any number, shown with decimals.</summary>
    Number,
    Minutes,
}

/// <summary>A statistic of a sport.</summary>
/// <param name="Key">As in <c>Stat.key</c>.</param>
/// <param name="Name">In English, for people.</param>
/// <param name="Unit">What its numbers are.</param>
public sealed record StatKey(string Key, string Name, StatUnit Unit);

/// <summary>
/// The statistics of every sport, from <c>vocabularies/stats.json</c>. Providers may use other keys: these are known,
/// not the only ones allowed.
/// </summary>
public static class StatKeys
{
    private static readonly Dictionary<string, IReadOnlyList<StatKey>> File =
        VocabularyFile.Read<Dictionary<string, IReadOnlyList<StatKey>>>("stats");

    private static readonly FrozenDictionary<(string Sport, string Key), StatKey> Known = File
        .SelectMany(sport => sport.Value.Select(stat => (Sport: sport.Key, Stat: stat)))
        .ToFrozenDictionary(entry => (entry.Sport, entry.Stat.Key), entry => entry.Stat);

    /// <summary>The statistics of a sport in the order to show them; none where the sport is not known.</summary>
    public static IReadOnlyList<StatKey> Of(string sport) => File.GetValueOrDefault(sport, []);

    public static bool TryFind(string sport, string key, [NotNullWhen(true)] out StatKey? stat) =>
        Known.TryGetValue((sport, key), out stat);
}
