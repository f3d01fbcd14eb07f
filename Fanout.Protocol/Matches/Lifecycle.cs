using System.Collections.Frozen;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Protocol.Matches;

/// <summary>What somebody must be to make a listed transition. Each grants the ones before it.</summary>
public enum Standing
{
    /// <summary>Any feed.</summary>
    Feed,

    /// <summary>An editor, or a source whose word is the official one.</summary>
    OfficialSource,

    /// <summary>Somebody who may overrule an official result, and gives a reason.</summary>
    Authority,
}

/// <summary>What may become of a match, from <c>vocabularies/lifecycle.json</c> (docs/protocol/lifecycle.md).</summary>
/// <remarks>
/// <para>First sight (UNSPECIFIED) may become anything, nothing becomes UNSPECIFIED, and staying as one is, is no
/// transition. CANCELLED and VOIDED become nothing: a correction that reverts them is an undo, which puts back a state
/// and asks nobody.</para>
/// <para>A source that knows fewer states passes over some. <see cref="ShortestPath"/> says which, by these rules in
/// turn: as few as possible of the states that decide or break off a match (RETIRED, ABANDONED, WALKOVER, AWARDED…) –
/// nobody said that it happened, and SCHEDULED → OFFICIAL is a match that was played, not a walkover; then as few
/// states as possible; then the first in the order of the file. A step that overrules an official result is never part
/// of a longer path. Nor does a match in play get back to before its start in this way: LIVE → SCHEDULED would have been
/// SUSPENDED and POSTPONED, two things that nobody said, and is a mistake far more often. ENDED may: it is provisional,
/// and a source of whole documents takes back a result so.</para>
/// </remarks>
public static class Lifecycle
{
    private static readonly Document File = VocabularyFile.Read<Document>("lifecycle");

    private static readonly FrozenDictionary<StatusValue, StatusValue[]> Listed =
        File.Transitions.ToFrozenDictionary(row => row.From, row => row.To);

    private static readonly FrozenDictionary<(StatusValue From, StatusValue To), Standing> Guarded =
        File.Guarded.ToFrozenDictionary(row => (row.From, row.To), row => row.Needs);

    private static readonly StatusValue[] PassedOver = [.. File.PassedOverFirst, .. File.PassedOverLast];

    private static readonly FrozenDictionary<(StatusValue, StatusValue, Standing), StatusValue[]> Paths = AllPaths();

    /// <summary>Whether the table lists this transition, whoever may make it.</summary>
    public static bool CanFollow(StatusValue from, StatusValue to) =>
        to != StatusValue.Unspecified && from != to
        && (from == StatusValue.Unspecified || (Listed.TryGetValue(from, out var next) && next.Contains(to)));

    /// <summary>What a listed transition needs.</summary>
    public static Standing Needs(StatusValue from, StatusValue to) =>
        Guarded.GetValueOrDefault((from, to), Standing.Feed);

    /// <summary>Whether nothing follows but by an undo.</summary>
    public static bool IsTerminal(StatusValue status) => Listed.TryGetValue(status, out var next) && next.Length == 0;

    /// <summary>
    /// The states on the way, the last being <paramref name="to"/>; empty when the match is there already; null: no
    /// way, which means quarantine.
    /// </summary>
    /// <param name="from">Where the match stands; UNSPECIFIED: it was never seen.</param>
    /// <param name="to">What a source says.</param>
    /// <param name="standing">What the source is.</param>
    public static IReadOnlyList<StatusValue>? ShortestPath(StatusValue from, StatusValue to,
        Standing standing = Standing.Feed) =>
        Paths.GetValueOrDefault((from, to, standing));

    private static FrozenDictionary<(StatusValue, StatusValue, Standing), StatusValue[]> AllPaths()
    {
        var paths = new Dictionary<(StatusValue, StatusValue, Standing), StatusValue[]>();
        foreach (var standing in Enum.GetValues<Standing>())
        {
            foreach (var from in Enum.GetValues<StatusValue>()) AddPathsFrom(from, standing, paths);
        }
        return paths.ToFrozenDictionary();
    }

    /// <summary>Dijkstra over seventeen states: the cheapest open one is settled until none is left.</summary>
    private static void AddPathsFrom(
        StatusValue start, Standing standing, Dictionary<(StatusValue, StatusValue, Standing), StatusValue[]> paths)
    {
        var open = new Dictionary<StatusValue, Way> { [start] = new Way([], 0) };
        var settled = new HashSet<StatusValue>();
        while (open.Count > 0)
        {
            var (at, way) = open.MinBy(entry => entry.Value);
            open.Remove(at);
            settled.Add(at);
            paths[(start, at, standing)] = way.Steps;
            var isStart = at == start;
            if (!isStart && Overrules(start, way.Steps[0])) continue;
            foreach (var next in Enum.GetValues<StatusValue>())
            {
                if (settled.Contains(next) || !CanFollow(at, next) || Needs(at, next) > standing) continue;
                if (!isStart && (Overrules(at, next) || GoesBack(start, next))) continue;
                var longer = way.Then(at, next, isStart);
                if (!open.TryGetValue(next, out var known) || longer.CompareTo(known) < 0) open[next] = longer;
            }
        }
    }

    /// <summary>Whether a step overrules an official result: such a step is a path of its own.</summary>
    private static bool Overrules(StatusValue from, StatusValue to) => Needs(from, to) == Standing.Authority;

    /// <summary>Whether a path would put a match in play back to before its start.</summary>
    private static bool GoesBack(StatusValue start, StatusValue next) =>
        File.InPlay.Contains(start) && File.BeforeStart.Contains(next);

    /// <summary>The states after a start, and how many of them were passed over though they decide a match.</summary>
    private readonly record struct Way(StatusValue[] Steps, int DecisionCount) : IComparable<Way>
    {
        public Way Then(StatusValue at, StatusValue next, bool isStart)
        {
            var decides = !isStart && File.PassedOverLast.Contains(at);
            return new Way([.. Steps, next], DecisionCount + (decides ? 1 : 0));
        }

        public int CompareTo(Way other)
        {
            var byDecisions = DecisionCount.CompareTo(other.DecisionCount);
            if (byDecisions != 0) return byDecisions;
            var byLength = Steps.Length.CompareTo(other.Steps.Length);
            if (byLength != 0) return byLength;
            for (var i = 0; i < Steps.Length; i++)
            {
                var byOrder = Array.IndexOf(PassedOver, Steps[i]).CompareTo(Array.IndexOf(PassedOver, other.Steps[i]));
                if (byOrder != 0) return byOrder;
            }
            return 0;
        }
    }

    private sealed record Document(
        IReadOnlyList<Row> Transitions, IReadOnlyList<Guard> Guarded,
        IReadOnlyList<StatusValue> PassedOverFirst, IReadOnlyList<StatusValue> PassedOverLast,
        IReadOnlyList<StatusValue> InPlay, IReadOnlyList<StatusValue> BeforeStart);

    private sealed record Row(StatusValue From, StatusValue[] To);

    private sealed record Guard(StatusValue From, StatusValue To, Standing Needs);
}
