using Fanout.Ingest.Editors;
using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Normalising.Correcting;
using Fanout.Log;
using Google.Protobuf;
using Step = Fanout.Ingest.Corrections.CorrectionCommand.Types.Step;

namespace Fanout.Ingest.Corrections;

/// <summary>
/// Corrects a match, or says what that would do. The id of the request is its key in the log: one that is sent again because
/// its answer was lost is answered, and not done again.
/// </summary>
internal sealed class CorrectionJob(CorrectionCommand command) : PartitionJob
{
    private readonly UInt128 _digest = ContentDigest.Of(command.ToByteArray()).Value;
    private CorrectionsReply? _reply;
    private MatchEntry? _entry;
    private CorrectionsReply? _known; // the log has this request
    private CorrectionHistory? _history;

    /// <summary>What came of it; once it is done.</summary>
    public CorrectionsReply Reply => _reply!;

    private string Key => $"correction/{command.Id}";

    public override async ValueTask PrepareAsync(PartitionWriter writer, MatchTable table)
    {
        if (!command.DryRun && await writer.FindKeyAsync(Key).ConfigureAwait(false) is { } known)
            _known = known.ContentDigest.Value == _digest ? Repeated(table.Find(command.Match), known.Place) : Reused();
        if (command.HasIfSeq && table.Find(command.Match) is { } work)
        {
            _history = await CorrectionHistory.ReadAsync(
                writer, command.Match, command.HasIfEpoch ? command.IfEpoch : null, command.IfSeq, work.Shown).ConfigureAwait(false);
        }
    }

    public override bool Step(PartitionTurn turn)
    {
        if (_reply is not null) return false;
        _reply = _known ?? Decide(turn);
        if (_entry is not null) turn.Issue(_entry, Key, _digest);
        return true;
    }

    public override void Commit()
    {
        if (_reply is not null) Complete();
    }

    public override void Rollback() => (_reply, _entry, _known, _history) = (null, null, null, null);

    private CorrectionsReply Decide(PartitionTurn turn)
    {
        if (turn.Table.Find(command.Match) is not { IsKnown: true } work)
            return Refused(CorrectionRefusal.UnknownMatch, $"\"{command.Match}\" is no match that feeds speak of, or it was over long ago");
        var order = new CorrectionOrder([.. command.Steps.Select(Read)], command.Until, command.Force) { Request = command.Id };
        var role = EditorTokens.RoleOf(command.Role) ?? EditorRole.Viewer;
        var forbidden = CorrectionPermissions.Obstacle(CorrectionActions.Of(order, work.Shown), work.Shown.Head.Status, role, command.SteppedUp);
        if (forbidden is not null) return Refused(forbidden.Reason, forbidden.Detail);

        var next = turn.NextPosition(command.Match);
        var by = new EditorDecision(CorrectionRule.NextId(work), command.Actor, command.Role, command.Reason, turn.NowMs);
        var verdict = CorrectionRule.Judge(work, order, by, next.Sequence);
        // Who decided on another state is told what became of it, whatever else speaks against the order.
        if (_history?.ChangeIn(verdict.Touched, work.Shown) is { } changed)
            return Refused(CorrectionRefusal.Conflict, $"what this is about changed after {command.IfSeq}: {changed}");
        if (verdict.Entry is not { } entry) return Refused(verdict.Obstacle!.Reason, verdict.Obstacle.Detail);
        var effect = CorrectionEffect.Of(entry.Public.Delta, work.Shown, by.Id);
        if ((command.HasStateHash && command.StateHash != entry.Shown.Hash) || (command.HasEffect && command.Effect != effect))
            return Refused(CorrectionRefusal.EffectChanged, "the match has moved on: the effect is not what was previewed; look at it again");
        if (!command.DryRun) _entry = entry;
        return Answer(work, entry, verdict.Touched, effect, by.Id, next);
    }

    private static CorrectionsReply Answer(
        MatchWork work, MatchEntry entry, IReadOnlyList<string> touched, uint effect, string id, MatchPosition next)
    {
        var after = work.Corrections?.Copy() ?? new CorrectionBook();
        after.Apply(entry.Writer.Corrections);
        return new CorrectionsReply
        {
            Answered = true,
            Id = id,
            Epoch = next.Epoch,
            Seq = entry.IsPublic ? next.Sequence : next.Sequence - 1,
            StateHash = entry.Shown.Hash,
            Effect = effect,
            Delta = entry.Public.Delta,
            Marks = { entry.Public.Marks },
            Fields = { touched },
            Locked = { CorrectionSheet.Locked(after, entry.After) },
        };
    }

    /// <summary>The answer to a request that was done: of what is still known of it.</summary>
    private CorrectionsReply Repeated(MatchWork? work, EntryPlace place)
    {
        var reply = new CorrectionsReply { Answered = true, StateHash = work?.Shown.Hash ?? 0 };
        (reply.Epoch, reply.Seq) = (place.MatchPosition.Epoch, place.MatchPosition.Sequence);
        if (work?.Corrections is not { } corrections) return reply;
        reply.Locked.AddRange(CorrectionSheet.Locked(corrections, work.State));
        if (corrections.All.FirstOrDefault(one => one.Request == command.Id) is not { } made) return reply;
        (reply.Id, reply.Seq, reply.Delta) = (made.Id, made.Seq, made.Delta);
        reply.Fields.AddRange(made.Locks.Select(static one => one.Field).Concat(made.Unlocked).Order(StringComparer.Ordinal));
        return reply;
    }

    private CorrectionsReply Reused() => Refused(CorrectionRefusal.KeyReused, $"request {command.Id} was another one before");

    private static CorrectionStep Read(Step step) => step.StepCase switch
    {
        CorrectionCommand.Types.Step.StepOneofCase.Content => new CorrectionStep { Content = step.Content },
        CorrectionCommand.Types.Step.StepOneofCase.Lock => new CorrectionStep { Lock = step.Lock },
        CorrectionCommand.Types.Step.StepOneofCase.Unlock => new CorrectionStep { Unlock = step.Unlock },
        _ => new CorrectionStep { Undo = step.Undo },
    };

    private static CorrectionsReply Refused(string reason, string detail) => new() { Answered = true, Refusal = reason, Detail = detail };
}
