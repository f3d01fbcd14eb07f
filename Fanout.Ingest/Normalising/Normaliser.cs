using Fanout.Ingest.Normalising.Rules;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// Decides what one event does to its match: one entry, whole, or none. Touches nothing; the same input gives the same
/// answer.
/// </summary>
internal static class Normaliser
{
    /// <summary>Role of a correction that a feed makes itself, beside those of editors.</summary>
    internal const string FeedRole = "feed";

    /// <summary>Judges an event of this match that was not seen before, or that was held until now.</summary>
    public static Verdict Judge(MatchWork work, FeedEvent input) => Judge(work, input, isForced: false, isFeeds: true);

    /// <summary>Judges what an editor says of a match: by the rules of feeds, and no feed was heard by it.</summary>
    /// <param name="view">The match as readers see it; see <see cref="MatchWork.ViewOf"/>.</param>
    /// <param name="said">What is said.</param>
    /// <param name="isForced">The lifecycle and the rules of the sport do not refuse it.</param>
    public static Verdict JudgeEditor(MatchWork view, FeedEvent said, bool isForced) => Judge(view, said, isForced, isFeeds: false);

    /// <summary>
    /// The entry by which an editor has a held event applied although a rule refused it. What cannot stand in a match – a
    /// third side, 11 wickets, an incident that nobody knows – stays refused, and the verdict says why.
    /// </summary>
    public static Verdict Force(MatchWork work, HeldEvent held, EditorDecision by)
    {
        var input = new FeedEvent(held.Feed, held.Event, held.ReceivedMs);
        var verdict = Judge(work, input, isForced: true, isFeeds: false);
        if (verdict.Outcome != Outcome.Accepted) return verdict;
        var (change, writer) = (verdict.Entry!.Public, verdict.Entry.Writer);
        change.Kind = EntryKind.Types.Value.Correction;
        change.Correction = by.Over(change.Correction);
        writer.Actor = by.Actor;
        writer.Release.Add(input.Key);
        (writer.Event, writer.Digest) = (0, 0); // it is known as seen since it was put aside
        if (writer.ClosedMs > 0) writer.ClosedMs = by.AtMs;
        return verdict;
    }

    private static Verdict Judge(MatchWork work, FeedEvent input, bool isForced, bool isFeeds)
    {
        if (EventForm.Fault(input.Content, work.Id) is { } fault) return Verdict.Reject(Verdict.Invalid, fault);
        var proposal = new Proposal(work, input, isForced);
        var refusal = InputLimits.Check(input.Content);
        if (refusal is null && !work.IsKnown && input.Content.Fixture is null)
            refusal = new Refusal(QuarantineReason.UnknownMatch, "match", $"no fixture has named {work.Id} yet");
        refusal ??= Apply(proposal, input.Content, isFeeds);
        if (refusal is not null) return Hold(work, input, refusal);
        var (after, effect) = work.State.ApplyEffective(proposal.Delta);
        var change = new Change(work.State.Head, after.Head, effect, proposal.TakenBack);
        refusal = isForced ? null : SportRules.Impossible(change);
        return refusal is null ? Accept(proposal, after, change) : Hold(work, input, refusal);
    }

    private static Refusal? Apply(Proposal proposal, ScoreEvent content, bool isFeeds)
    {
        // The fixture first: the other rules ask for the sport. What is derived last: from all that was stated.
        var refusal = content.Fixture is null ? null : FixtureRule.Apply(proposal, content.Fixture);
        refusal ??= content.Status is null ? null : StatusRule.Apply(proposal, content.Status);
        if (content.Phase is not null) ApplyPhase(proposal, content.Phase);
        if (content.Clock is not null) ClockRule.Apply(proposal, content.Clock);
        refusal ??= content.Score is null ? null : ScoreRule.Apply(proposal, content.Score);
        refusal ??= IncidentRule.Apply(proposal, content.Incident, content.Void);
        refusal ??= content.Stat is null ? null : ApplyStat(proposal, content.Stat);
        if (content.Lineup is not null) ApplyLineup(proposal, content.Lineup);
        if (content.Coverage is not null) ApplyCoverage(proposal, content.Coverage);
        if (refusal is not null) return refusal;
        DerivedScore.Derive(proposal);
        CardCount.Derive(proposal);
        if (isFeeds) FeedHealth.Hear(proposal);
        return null;
    }

    private static void ApplyPhase(Proposal proposal, PhaseUpdate update)
    {
        if (update.Phase.Length == 0 || !proposal.Takes("phase", update.Phase)) return;
        proposal.Delta.Phase = update.Phase;
        UnknownWords.MarkPhase(proposal, "phase", update.Phase);
    }

    private static Refusal? ApplyStat(Proposal proposal, StatUpdate update)
    {
        var stats = proposal.Work.State.Elements<Stat>(MatchState.StatsFieldNumber);
        if (stats.Find(update.Key) is null && stats.Count >= NormaliserLimits.StatCountMax)
        {
            return Refusal.Limit(
                "stat", $"the match has {stats.Count} statistics, {NormaliserLimits.StatCountMax} are allowed");
        }
        if (proposal.Takes($"stats[{update.Key}]", $"{update.Home}:{update.Away}"))
        {
            proposal.Delta.Stats =
                new StatEdits { Upsert = { new Stat { Key = update.Key, Home = update.Home, Away = update.Away } } };
        }
        return null;
    }

    private static void ApplyLineup(Proposal proposal, LineupUpdate update)
    {
        if (!proposal.Takes($"lineups[{update.Side}]", update.Formation)) return;
        var lineup = new Lineup { Side = update.Side, Formation = update.Formation, Players = { update.Players } };
        proposal.Delta.Lineups = new LineupEdits { Upsert = { lineup } };
    }

    private static void ApplyCoverage(Proposal proposal, CoverageUpdate update)
    {
        if (update.Coverage != Coverage.Types.Value.Unspecified && proposal.Takes("coverage", update.Coverage))
            proposal.Delta.Coverage = update.Coverage;
    }

    private static Verdict Accept(Proposal proposal, Match after, Change seen)
    {
        Plausibility.Mark(proposal, seen);
        var change = new LoggedChange
        {
            Kind = EntryKind.Types.Value.Feed,
            Delta = Match.IsEmpty(seen.Effect) ? null : seen.Effect,
            StateHash = after.Hash,
            Cause = CauseOf(proposal.Input, proposal.AtMs),
            Correction = CorrectionOf(proposal),
            Marks = { proposal.Marks },
        };
        var writer = proposal.Close();
        var (wasOver, isOver) = (StatusRule.IsOver(seen.Before.Status), StatusRule.IsOver(seen.After.Status));
        if (isOver && !wasOver) writer.ClosedMs = proposal.Input.ReceivedMs;
        writer.Reopened = wasOver && !isOver;
        return new Verdict(Outcome.Accepted, new MatchEntry(proposal.Work.Id, change, writer, after));
    }

    /// <summary>The entry that puts an event aside whole.</summary>
    public static Verdict Hold(MatchWork work, FeedEvent input, Refusal refusal)
    {
        var change = new LoggedChange
        {
            Kind = EntryKind.Types.Value.Feed,
            StateHash = work.State.Hash,
            Cause = CauseOf(input, Instants.MsOf(input.Content.At)),
        };
        var writer = new WriterChange
        {
            Event = input.Key,
            Digest = (ulong)input.Digest,
            Hold = new HeldEvent
            {
                Feed = input.Feed,
                ReceivedMs = input.ReceivedMs,
                Reason = refusal.Reason,
                Detail = refusal.Detail,
                Event = input.Content,
            },
        };
        var entry = new MatchEntry(work.Id, change, writer, work.State);
        return new Verdict(Outcome.Quarantined, entry, refusal.Reason, refusal.Detail);
    }

    private static Cause CauseOf(FeedEvent input, double atMs) => new()
    {
        Feed = input.Feed,
        EventId = input.Content.Id,
        ProviderTimeMs = atMs,
        ReceivedMs = input.ReceivedMs,
    };

    /// <summary>
    /// What the feed takes back with this event: incidents, or values that cannot have been right. Null when it takes
    /// nothing back.
    /// </summary>
    private static Correction? CorrectionOf(Proposal proposal)
    {
        var reasons = proposal.Retracted.Select(static retracted => retracted.Reason)
            .Concat(proposal.Marks
                .Where(static mark => mark.Kind == Mark.Types.Kind.FeedCorrection)
                .Select(static mark => $"FEED_CORRECTION {mark.Field} {mark.Was} → {mark.Now}"))
            .ToList();
        if (reasons.Count == 0) return null;
        var correction = new Correction
        {
            Id = proposal.Input.Content.Id,
            ActorRole = FeedRole,
            Reason = string.Join("; ", reasons.Where(static reason => reason.Length > 0)),
        };
        correction.Retracts.AddRange(proposal.Retracted.Select(static retracted => retracted.Incident));
        return correction;
    }
}
