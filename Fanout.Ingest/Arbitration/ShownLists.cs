using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Ingest.Arbitration;

/// <summary>
/// Statistics and line-ups in the public state. Each number, and the line-up of each side, is of the first feed that the policy
/// prefers for such, that states it and is not muted; otherwise of the primary.
/// </summary>
/// <remarks>
/// Nothing else of a match hangs on them, so they may stand beside the score of another feed, as no status or clock may. Whose
/// one is follows from the views and the policy, and is written down nowhere.
/// </remarks>
internal static class ShownLists
{
    private const int Stats = MatchState.StatsFieldNumber;
    private const int Lineups = MatchState.LineupsFieldNumber;

    /// <summary>What an event of a feed says of them, as far as it is shown.</summary>
    /// <param name="draft">The entry under way; gets it.</param>
    /// <param name="view">The feed's view, after the event.</param>
    /// <param name="said">What the event did to it; null: nothing.</param>
    public static void Follow(ArbitrationDraft draft, ViewDraft view, MatchDelta? said) =>
        Show(draft, view, said?.Stats?.Upsert ?? [], said?.Lineups?.Upsert ?? []);

    /// <summary>All that a new primary has of them, as far as it is shown.</summary>
    public static void Bring(ArbitrationDraft draft, ViewDraft view) =>
        Show(draft, view, All<Stat>(view, Stats), All<Lineup>(view, Lineups));

    /// <summary>A feed was muted, or is not any more: what it has is another's, or its own again; what nobody else has goes.</summary>
    public static void Settle(ArbitrationDraft draft, string feed)
    {
        if (draft.Find(feed) is not { } view) return;
        var (stats, lineups) = (new StatEdits(), new LineupEdits());
        foreach (var key in draft.Policy.Statistics.Contains(feed) ? All<Stat>(view, Stats).Select(static one => one.Key) : [])
        {
            if (Shown<Stat>(draft, Stats, key) is { } shown) stats.Upsert.Add(shown.Element);
            else stats.Remove.Add(key);
        }
        foreach (var side in draft.Policy.Lineups.Contains(feed) ? All<Lineup>(view, Lineups).Select(static one => one.Side) : [])
        {
            if (Shown<Lineup>(draft, Lineups, side) is { } shown) lineups.Upsert.Add(shown.Element);
            else lineups.Remove.Add(side);
        }
        if (stats.CalculateSize() > 0) draft.Delta.Stats = stats;
        if (lineups.CalculateSize() > 0) draft.Delta.Lineups = lineups;
    }

    private static void Show(ArbitrationDraft draft, ViewDraft view, IEnumerable<Stat> stats, IEnumerable<Lineup> lineups)
    {
        var numbers = new StatEdits { Upsert = { stats.Where(one => Shown<Stat>(draft, Stats, one.Key)?.Feed == view.Feed) } };
        var sides = new LineupEdits { Upsert = { lineups.Where(one => Shown<Lineup>(draft, Lineups, one.Side)?.Feed == view.Feed) } };
        draft.Delta.Stats = numbers.Upsert.Count > 0 ? numbers : null;
        draft.Delta.Lineups = sides.Upsert.Count > 0 ? sides : null;
    }

    /// <summary>Whose word is shown, and what it is; null: nobody has it.</summary>
    private static (string Feed, T Element)? Shown<T>(ArbitrationDraft draft, int list, string key)
        where T : class, IMessage<T>
    {
        var preferred = (list == Stats ? draft.Policy.Statistics : draft.Policy.Lineups)
            .Select(draft.Find)
            .Where(view => view is not null && !draft.StandingOf(view.Feed).Muted);
        foreach (var view in preferred.Append(draft.Find(draft.Head.Primary)))
        {
            if (view?.State.Elements<T>(list).Find(key) is { } element) return (view.Feed, element);
        }
        return null;
    }

    private static IEnumerable<T> All<T>(ViewDraft view, int list)
        where T : class, IMessage<T> => view.State.Elements<T>(list).InOrder();
}
