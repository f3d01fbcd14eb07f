using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising.Correcting;

/// <summary>What readers see of one entry under way: the state of the feeds after it, with what is locked laid over.</summary>
/// <param name="work">The match before the entry.</param>
/// <param name="entry">The entry as if nothing were corrected.</param>
/// <param name="next">The corrections as the entry has them.</param>
internal sealed class Layer(MatchWork work, MatchEntry entry, CorrectionBook next)
{
    /// <summary>
    /// Lists by place in the parts of sports that a score can be counted from, and what is counted where no feed states it.
    /// </summary>
    private static readonly string[] Countable =
        [ScoreFields.TennisSets, ScoreFields.BadmintonGames, ScoreFields.CricketInnings, ScoreFields.BaseballInnings];

    private readonly List<Incident> _raised = []; // of the feeds: what readers see changes, and so does its revision

    /// <summary>The state of the feeds after the entry.</summary>
    public Match Feeds { get; private set; } = entry.After;

    /// <summary>What the entry does to it; null: nothing.</summary>
    public MatchDelta? FeedsDelta { get; private set; } = entry.Public.Delta;

    /// <summary>What readers see after the entry, and what of that is new.</summary>
    public (Match Shown, MatchDelta Effect) Show()
    {
        var lists = new MatchDelta { Lineups = entry.Public.Delta?.Lineups, Incidents = IncidentEdits(), Stats = StatEdits() };
        RaiseFeeds();
        var head = Feeds.Head.Clone();
        foreach (var held in next.Locked) held.Field.Copy(held.Lock.Value ?? new MatchState(), head);
        CountScore(head);
        CountCards(head);
        var delta = Match.Diff(Match.From(work.Shown.Head), Match.From(head));
        delta.MergeFrom(lists);
        return work.Shown.ApplyEffective(delta);
    }

    private IncidentEdits? IncidentEdits()
    {
        var (own, seen) = (Incidents(entry.After), Incidents(work.Shown));
        var said = entry.Public.Delta?.Incidents;
        var locked = next.Locked.Where(static held => held.Field.Incident is not null)
            .ToDictionary(static held => held.Field.Incident!, StringComparer.Ordinal);
        var ids = new SortedSet<string>(locked.Keys, StringComparer.Ordinal);
        ids.UnionWith(WereLocked().Select(static field => field.Incident).OfType<string>());
        ids.UnionWith(said?.Upsert.Select(static one => one.Id) ?? []);
        ids.UnionWith(said?.Remove ?? []);
        var edits = new IncidentEdits();
        foreach (var id in ids)
        {
            var before = seen.Find(id);
            var held = locked.GetValueOrDefault(id);
            var after = held is null ? own.Find(id) : held.Incident;
            if (after is null)
            {
                if (before is not null) edits.Remove.Add(id);
                continue;
            }
            if (after.Equals(before)) continue;
            edits.Upsert.Add(Raised(held, before, after));
        }
        return edits.CalculateSize() > 0 ? edits : null;
    }

    /// <summary>
    /// Readers tell what is newer of an incident by its revision: where it comes from elsewhere than it did, its revision
    /// goes on from the one that they saw, at its source too.
    /// </summary>
    private Incident Raised(HeldField? held, Incident? before, Incident after)
    {
        if (before is null || after.Revision > before.Revision) return after;
        var raised = after.Clone();
        raised.Revision = before.Revision + 1;
        if (held is null) _raised.Add(raised);
        else next.Restate(held, raised);
        return raised;
    }

    private void RaiseFeeds()
    {
        if (_raised.Count == 0) return;
        var raise = new MatchDelta { Incidents = new IncidentEdits { Upsert = { _raised } } };
        Feeds = entry.After.Apply(raise);
        FeedsDelta = FeedsDelta is null ? raise : Match.Compose(FeedsDelta, raise);
    }

    private StatEdits? StatEdits()
    {
        var (own, seen) = (Stats(entry.After), Stats(work.Shown));
        var locked = next.Locked.Where(static held => held.Field.Stat is not null)
            .ToDictionary(static held => held.Field.Stat!, StringComparer.Ordinal);
        var keys = new SortedSet<string>(locked.Keys, StringComparer.Ordinal);
        keys.UnionWith(WereLocked().Select(static field => field.Stat).OfType<string>());
        keys.UnionWith(entry.Public.Delta?.Stats?.Upsert.Select(static one => one.Key) ?? []);
        keys.UnionWith(entry.Public.Delta?.Stats?.Remove ?? []);
        var edits = new StatEdits();
        foreach (var key in keys)
        {
            var (before, after) = (seen.Find(key), locked.TryGetValue(key, out var held) ? held.Stat : own.Find(key));
            if (after is null && before is not null) edits.Remove.Add(key);
            if (after is not null && !after.Equals(before)) edits.Upsert.Add(after);
        }
        return edits.CalculateSize() > 0 ? edits : null;
    }

    /// <summary>
    /// Sets won, runs made: where an editor corrected what they are counted from, and nobody stated them, they are counted
    /// from what readers see.
    /// </summary>
    private void CountScore(MatchState head)
    {
        if (Countable.Any(IsLocked) && DerivedScore.Of(head) is { } derived)
        {
            if (!IsSpoken(ScoreFields.Score))
            {
                head.Score ??= new Score();
                (head.Score.Home, head.Score.Away) = (derived.Total.Home, derived.Total.Away);
            }
            if (derived.Periods is not null && !IsSpoken(ScoreFields.Periods))
            {
                head.Score ??= new Score();
                head.Score.Periods.Clear();
                head.Score.Periods.AddRange(derived.Periods);
            }
        }
        var isOurs = IsLocked(ScoreFields.Score) || Countable.Any(IsLocked);
        if (isOurs && head.Score is { } score && !IsSpoken("score.basis") && Sports.TryFind(head.Sport, out var sport))
            score.Basis = sport.Basis;
    }

    /// <summary>Likewise the cards: those that an editor gave or took beside those of the feeds.</summary>
    private void CountCards(MatchState head)
    {
        if (head.Sport != "football") return;
        var locked = next.Locked.Where(static held => held.Field.Incident is not null).ToList();
        var now = CardCount.Of(locked.Select(static held => held.Incident).OfType<Incident>());
        var was = CardCount.Of(locked.Select(held => Incidents(entry.After).Find(held.Field.Incident!)).OfType<Incident>());
        if (!now.Yellow.Equals(was.Yellow) && !IsSpoken(ScoreFields.YellowCards))
            (head.Football ??= new Football()).YellowCards = Counted(head.Football.YellowCards, was.Yellow, now.Yellow);
        if (!now.Red.Equals(was.Red) && !IsSpoken(ScoreFields.RedCards))
            (head.Football ??= new Football()).RedCards = Counted(head.Football.RedCards, was.Red, now.Red);

        static Pair Counted(Pair? feeds, Pair was, Pair now) => new()
        {
            Home = Math.Max(0, (feeds?.Home ?? 0) + now.Home - was.Home),
            Away = Math.Max(0, (feeds?.Away ?? 0) + now.Away - was.Away),
        };
    }

    /// <summary>Whether the field is somebody's word: a feed's, or an editor's.</summary>
    private bool IsSpoken(string field)
    {
        if (IsLocked(field) || entry.Writer.Fields.Contains(field)) return true;
        if (work.Views is not { } views) return work.IsStated(field) || entry.Writer.Arbitration?.Views.Any(IsSaid) == true;
        var primary = entry.Writer.Arbitration?.Head?.Primary ?? views.Head.Primary;
        if (views.Find(primary)?.Work.IsStated(field) == true) return true;
        return entry.Writer.Arbitration?.Views.Any(view => view.Feed == primary && IsSaid(view)) == true;

        bool IsSaid(ViewChange view) => view.Writer?.Fields.Contains(field) == true;
    }

    private bool IsLocked(string field) => next.LockOf(field) is not null;

    private IEnumerable<MatchField> WereLocked() => (work.Corrections?.Locked ?? []).Select(static held => held.Field);

    private static Protocol.States.KeyedElements<Incident> Incidents(Match match) => match.Elements<Incident>(MatchState.IncidentsFieldNumber);

    private static Protocol.States.KeyedElements<Stat> Stats(Match match) => match.Elements<Stat>(MatchState.StatsFieldNumber);
}
