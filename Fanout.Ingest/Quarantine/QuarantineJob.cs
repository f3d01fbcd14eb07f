using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Normalising.Correcting;
using Fanout.Log;
using Google.Protobuf;
using Action = Fanout.Ingest.Quarantine.QuarantineCommand.Types.Action;
using Outcome = Fanout.Ingest.Quarantine.QuarantineReply.Types.Outcome;

namespace Fanout.Ingest.Quarantine;

/// <summary>
/// Shows, forces or drops one thing that was put aside. The id of the request is its key in the log: a request that is sent
/// again because its answer was lost is answered, and not done again.
/// </summary>
internal sealed class QuarantineJob(QuarantineCommand command, IngestDirectory directory) : PartitionJob
{
    private readonly UInt128 _digest = ContentDigest.Of(command.ToByteArray()).Value;
    private MatchEntry? _entry;
    private QuarantineReply? _reply;
    private QuarantineReply? _known; // the log has this request

    /// <summary>What came of it; once it is done.</summary>
    public QuarantineReply Reply => _reply!;

    private string Key => $"quarantine/{command.Id}";

    public override async ValueTask PrepareAsync(PartitionWriter writer, MatchTable table)
    {
        if (command.Id.Length == 0 || command.DryRun || command.Action == Action.Show) return;
        if (await writer.FindKeyAsync(Key).ConfigureAwait(false) is not { } known) return;
        _known = known.ContentDigest.Value == _digest
            ? new QuarantineReply { Outcome = Outcome.Done, StateHash = table.Find(command.Place)?.Shown.Hash ?? 0 }
            : Refused(Outcome.Reused, $"request {command.Id} was another one before");
    }

    public override bool Step(PartitionTurn turn)
    {
        if (_reply is not null) return false;
        _reply = _known ?? Decide(turn);
        if (_entry is null) return true;
        turn.Issue(_entry, Key, _digest);
        if (_entry.IsPublic) turn.Replay(command.Place);
        return true;
    }

    public override void Commit()
    {
        if (_reply is null) return;
        if (_entry is not null) directory.Learn(_entry);
        Complete();
    }

    public override void Rollback() => (_reply, _entry) = (null, null);

    private QuarantineReply Decide(PartitionTurn turn)
    {
        var (held, poison) = (QuarantineSheet.FindEvent(turn.Table, command), QuarantineSheet.FindPoison(turn.Table, command));
        var work = turn.Table.Find(command.Place);
        if (work is null || (held is null && poison is null)) return Missing(work);
        var found = new PutAside { Place = command.Place, Event = held, Poison = poison };
        var reply = new QuarantineReply { Outcome = Outcome.Done, Held = { found }, StateHash = work.Shown.Hash };
        if (command.Action == Action.Show) return reply;
        var by = new EditorDecision(command.Id, command.Actor, command.Role, command.Reason, turn.NowMs);
        if (command.Action == Action.Drop)
        {
            if (!command.DryRun) _entry = held is null ? FeedNotes.Drop(work, poison!, by) : MatchTable.Drop(work, held, by);
            return reply;
        }
        if (held is null) return Refused(Outcome.NotPossible, "a message that could not be read is no event: it can be dropped");
        return Force(work, reply, turn.Force(work, held, by));
    }

    private QuarantineReply Force(MatchWork work, QuarantineReply reply, Verdict verdict)
    {
        if (verdict.Reason == QuarantineReason.ServerFault) return Refused(Outcome.ServerFault, $"{verdict.Detail}; it stays put aside");
        if (verdict.Outcome != Normalising.Outcome.Accepted)
            return Refused(Outcome.NotPossible, $"{verdict.Reason}: {verdict.Detail}: no match can have this, and it cannot be forced");
        var entry = Overlay.Lay(work, verdict.Entry!);
        if (command.HasStateHash && command.StateHash != entry.Shown.Hash)
            return Refused(Outcome.Changed, "the match has moved on: the effect is not what was previewed; look at it again");
        (reply.Delta, reply.StateHash) = (entry.Public.Delta, entry.Shown.Hash);
        reply.Marks.AddRange(entry.Public.Marks);
        if (!command.DryRun) _entry = entry;
        return reply;
    }

    /// <summary>An event that a match has seen and does not hold was decided on, made room for others or was replayed.</summary>
    private QuarantineReply Missing(MatchWork? work) =>
        work?.HasSeen(command.Key) == true
            ? Refused(Outcome.Decided, "it is not held any more: it was forced, dropped or replayed, or made room for others")
            : Refused(Outcome.NotFound, "nothing of this id is put aside");

    private static QuarantineReply Refused(Outcome outcome, string detail) => new() { Outcome = outcome, Detail = detail };
}
