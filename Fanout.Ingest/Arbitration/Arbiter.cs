using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Arbitration;

/// <summary>
/// Decides between the feeds that cover a match: what an event of one of them does to what viewers see, and which feed that
/// is of. Pure: every answer is a function of the match, the event and the time of its receipt, so that the same feeds give
/// the same log.
/// </summary>
/// <remarks>
/// An event changes the view of its feed, and where that is the primary's, the public state with it, in one entry. Who is
/// primary changes by entries of their own (<see cref="Next"/>), which are asked for after every event and every second: a
/// crash between the two loses nothing, since the next turn decides the same. Matches without a policy are the normaliser's
/// alone.
/// </remarks>
internal sealed class Arbiter(ArbitrationPolicies policies)
{
    /// <summary>As <see cref="Normaliser.Judge(MatchWork, FeedEvent)"/>, for matches of several feeds.</summary>
    public Verdict Judge(MatchWork work, FeedEvent input)
    {
        var policy = policies.Find(work.State.Head, input.Content.Fixture);
        if (work.Views is null && policy?.Lists(input.Feed) != true) return Normaliser.Judge(work, input);
        if (!work.IsKnown && input.Content.Fixture is null) return Normaliser.Judge(work, input);

        var draft = new ArbitrationDraft(work, policy ?? ArbitrationPolicy.None, input.ReceivedMs);
        if (Excess(draft, input) is { } excess) return Normaliser.Hold(work, input, excess);
        var view = draft.Open(input.Feed);
        var verdict = Normaliser.Judge(view.Before, input);
        if (verdict.Entry is null) return verdict;
        if (verdict.Outcome != Outcome.Accepted && !work.IsKnown) return Normaliser.Judge(work, input);
        return verdict.Outcome == Outcome.Accepted ? Take(draft, view, input, verdict) : PutAside(draft, input, verdict);
    }

    /// <summary>As <see cref="Normaliser.Force"/>: what an editor forces is what its feed says, and readers see it where they see that feed.</summary>
    public Verdict Force(MatchWork work, HeldEvent held, EditorDecision by)
    {
        if (work.Views is null) return Normaliser.Force(work, held, by);
        var policy = policies.Find(work.State.Head, held.Event.Fixture) ?? ArbitrationPolicy.None;
        var draft = new ArbitrationDraft(work, policy, by.AtMs);
        var view = draft.Open(held.Feed);
        var verdict = Normaliser.Force(view.Before, held, by);
        if (verdict.Outcome != Outcome.Accepted) return verdict;
        var taken = Take(draft, view, new FeedEvent(held.Feed, held.Event, held.ReceivedMs), verdict);
        var (change, writer) = (taken.Entry!.Public, taken.Entry.Writer);
        change.Kind = EntryKind.Types.Value.Correction;
        change.Correction = by.Over(change.Correction);
        (writer.Actor, writer.Heard) = (by.Actor, false);
        (writer.Event, writer.Digest) = (0, 0); // it is known as seen since it was put aside
        writer.Release.Add(verdict.Entry!.Writer.Release);
        return taken;
    }

    /// <summary>The next decision that is due between the feeds of a match; null: none is. Apply it, and ask again.</summary>
    /// <param name="work">The match.</param>
    /// <param name="nowMs">Time, ms since 1970.</param>
    public MatchEntry? Next(MatchWork work, double nowMs)
    {
        if (work.Views is not { } views || work.Superseded is not null) return null;
        var policy = PolicyOf(work);
        if (ProvisionalIncidents.AreDue(views, policy, nowMs))
        {
            var expiring = new ArbitrationDraft(work, policy, nowMs);
            ProvisionalIncidents.Expire(expiring);
            return Decided(expiring);
        }
        if (FailoverRule.Decide(views, policy, nowMs) is not { } decision) return null;
        var draft = new ArbitrationDraft(work, policy, nowMs);
        if (decision.Kind == ArbitrationDecision.Types.Kind.Failover
            && decision.Reason != ArbitrationDecision.Types.Reason.Mute
            && policy.Prefers(decision.From, decision.To))
        {
            FailoverRule.NoteLeft(draft.Head, policy, nowMs);
        }
        decision.HeldMs = nowMs - views.Head.SinceMs;
        draft.Decisions.Add(decision);
        Takeover.Make(draft, decision);
        return Decided(draft);
    }

    /// <summary>The policy that a match is under; one that decides nothing where there is none, or it is gone.</summary>
    public ArbitrationPolicy PolicyOf(MatchWork work) => policies.Find(work.State.Head, null) ?? ArbitrationPolicy.None;

    /// <summary>The entry of a decision that no event made.</summary>
    private static MatchEntry Decided(ArbitrationDraft draft)
    {
        ProvisionalIncidents.Count(draft);
        FeedStandings.Compare(draft);
        var cause = new Cause { Feed = draft.Head.Primary, ReceivedMs = draft.NowMs };
        var entry = draft.Close(EntryKind.Types.Value.Arbitration, cause, new WriterChange());
        entry.Public.Correction = CorrectionOf(draft, ArbitrationDraft.Provenance);
        return entry;
    }

    /// <summary>What somebody wants of the feeds of a match, as an entry; null where there is none.</summary>
    /// <param name="work">The match.</param>
    /// <param name="order">What is wanted.</param>
    /// <param name="nowMs">Time, ms since 1970.</param>
    public (FeedOrderOutcome Outcome, MatchEntry? Entry) Obey(MatchWork work, FeedOrder order, double nowMs)
    {
        var policy = PolicyOf(work);
        if (FeedOrders.Obstacle(work, order) is { } obstacle) return (obstacle, null);
        var draft = new ArbitrationDraft(work, policy, nowMs);
        FeedOrders.Obey(draft, order);
        var entry = Decided(draft);
        entry.Public.Correction ??= new Correction { Id = ArbitrationDraft.Provenance };
        entry.Public.Correction.ActorRole = order.Role;
        entry.Public.Correction.Reason = order.Reason;
        return (FeedOrderOutcome.Done, entry);
    }

    private static Verdict Take(ArbitrationDraft draft, ViewDraft view, FeedEvent input, Verdict verdict)
    {
        var own = verdict.Entry!;
        view.Take(own);
        if (own.Public.Kind == EntryKind.Types.Value.Feed) FeedStandings.Hear(draft, input, verdict); // or it is an editor's word
        if (draft.Head.Primary.Length == 0) (draft.Head.Primary, draft.Head.SinceMs) = (input.Feed, input.ReceivedMs);
        var isSettings = TakesSetting(draft, input);
        var isPrimary = draft.Head.Primary == input.Feed;
        if (isPrimary) PrimaryView.Follow(draft, view, own, isSettings);
        else ShownLists.Follow(draft, view, own.Public.Delta);
        if (!isPrimary && draft.Policy.IsFast(input.Feed) && !draft.StandingOf(input.Feed).Muted)
            ProvisionalIncidents.Follow(draft, view, own);
        if (isSettings && !isPrimary) PublicHead.BringSetting(draft, view);
        ProvisionalIncidents.Count(draft);
        FeedStandings.Compare(draft);
        Freshen(draft, input);

        var writer = Remembered(draft, input, own.Writer.Aliases);
        writer.At = own.Writer.At;
        var entry = draft.Close(EntryKind.Types.Value.Feed, own.Public.Cause, writer);
        entry.Public.Marks.AddRange(own.Public.Marks);
        var correction = isPrimary && own.Public.Correction is not null ? own.Public.Correction.Clone() : null;
        entry.Public.Correction = Joined(draft, view, correction, input);
        return verdict with { Entry = entry };
    }

    /// <summary>The event is held with those of the match; that it was put aside says something about its feed.</summary>
    private static Verdict PutAside(ArbitrationDraft draft, FeedEvent input, Verdict verdict)
    {
        FeedStandings.Hear(draft, input, verdict);
        if (draft.Head.Primary.Length == 0) (draft.Head.Primary, draft.Head.SinceMs) = (input.Feed, input.ReceivedMs);
        FeedStandings.Compare(draft);
        var writer = Remembered(draft, input, []);
        writer.Hold = verdict.Entry!.Writer.Hold;
        var entry = draft.Close(EntryKind.Types.Value.Feed, verdict.Entry.Public.Cause, writer);
        return verdict with { Entry = entry };
    }

    /// <summary>What the match itself remembers of an event, whatever feed it is of.</summary>
    private static WriterChange Remembered(ArbitrationDraft draft, FeedEvent input, IEnumerable<Alias> aliases)
    {
        var writer = new WriterChange
        {
            Event = input.Key,
            Digest = (ulong)input.Digest,
            Heard = !draft.StandingOf(input.Feed).Muted,
        };
        writer.Aliases.AddRange(aliases.Where(alias => !draft.Work.Aliases.Contains(alias)));
        return writer;
    }

    /// <summary>One feed, the best that ever stated a fixture, says who plays: names must not change with who is primary.</summary>
    private static bool TakesSetting(ArbitrationDraft draft, FeedEvent input)
    {
        if (input.Content.Fixture is null || draft.StandingOf(input.Feed).Muted) return false;
        var isOurs = draft.Head.Setting.Length == 0 || draft.Head.Setting == input.Feed
            || draft.Policy.Prefers(input.Feed, draft.Head.Setting);
        if (isOurs) draft.Head.Setting = input.Feed;
        return isOurs;
    }

    /// <summary>Whoever spoke, the match is heard of; the feed that it is known by is the primary.</summary>
    private static void Freshen(ArbitrationDraft draft, FeedEvent input)
    {
        var feed = draft.Work.State.Head.Feed;
        var change = new FeedChange();
        if (feed?.Active != draft.Head.Primary) change.Active = draft.Head.Primary;
        var isStale = feed is null || feed.StaleSinceMs > 0;
        if (isStale && !draft.StandingOf(input.Feed).Muted) change.StaleSinceMs = 0;
        draft.Delta.Feed = change.CalculateSize() > 0 ? change : null;
    }

    private static Refusal? Excess(ArbitrationDraft draft, FeedEvent input)
    {
        var views = draft.Work.Views;
        if (views is null) return null;
        if (views.Find(input.Feed) is null && views.All.Count >= ArbitrationLimits.FeedCountMax)
        {
            return Refusal.Limit(
                "match", $"{views.All.Count} feeds cover it, {ArbitrationLimits.FeedCountMax} are allowed");
        }
        if (input.Content.Incident is null || views.All.Count == 1 || views.Head.Primary == input.Feed) return null;
        return views.IncidentBytes <= ArbitrationLimits.IncidentBytesMax
            ? null
            : Refusal.Limit(
                "incident", $"those of all feeds, {views.IncidentBytes} bytes, exceed {ArbitrationLimits.IncidentBytesMax}");
    }

    /// <summary>What a feed takes back, by the ids that readers know, with what is taken back because of it.</summary>
    private static Correction? Joined(ArbitrationDraft draft, ViewDraft view, Correction? own, FeedEvent input)
    {
        if (own is not null)
        {
            var ids = own.Retracts.Select(view.ShownAs).Where(static id => id.Length > 0).ToList();
            own.Retracts.Clear();
            own.Retracts.AddRange(ids);
        }
        if (CorrectionOf(draft, input.Content.Id) is not { } more) return own;
        if (own is null) return more;
        own.Retracts.AddRange(more.Retracts.Except(own.Retracts).ToList());
        return own;
    }

    private static Correction? CorrectionOf(ArbitrationDraft draft, string id)
    {
        if (draft.Retracted.Count == 0) return null;
        var correction = new Correction { Id = id, ActorRole = ArbitrationDraft.Provenance };
        correction.Reason = string.Join("; ", draft.Retracted.Select(static one => one.Reason).Distinct());
        correction.Retracts.AddRange(draft.Retracted.Select(static one => one.Incident));
        return correction;
    }
}
