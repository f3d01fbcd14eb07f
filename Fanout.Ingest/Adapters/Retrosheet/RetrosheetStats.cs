using Fanout.Ingest.Adapters.Baseball;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Retrosheet;

/// <summary>Counts of the batting sides beside the score; a play raises at most one of them.</summary>
internal sealed class RetrosheetStats
{
    private readonly Dictionary<string, StatUpdate> _stats = new(StringComparer.Ordinal);

    /// <summary>The statistic that the play raises; <see langword="null"/>: none.</summary>
    public StatUpdate? Count(PlayCode play, bool home)
    {
        var key = play.Kind switch
        {
            PlayKind.HomeRun => "home_runs",
            PlayKind.Walk => "walks",
            PlayKind.Strikeout => "strikeouts",
            _ => null,
        };
        if (key is null) return null;
        if (!_stats.TryGetValue(key, out var stat)) _stats.Add(key, stat = new StatUpdate { Key = key });
        if (home) stat.Home++;
        else stat.Away++;
        return stat.Clone();
    }
}
