using Fanout.Ingest.Editors;
using Fanout.Ingest.Matches;
using Fanout.Log;
using Fanout.Protocol.Matches;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Corrections;

/// <summary>Where editors correct matches, whichever process holds them. Safe for concurrent use.</summary>
internal sealed class CorrectionDesk(MatchIngest ingest, FollowProgress progress, ILogger<CorrectionDesk> logger)
{
    /// <summary>As after a push: who decided and reads at this node next sees what came of it, unless the node is in trouble.</summary>
    private static readonly TimeSpan ShownWithin = TimeSpan.FromMilliseconds(250);

    /// <summary>What was corrected of a match; null when its partition did not answer in time.</summary>
    public ValueTask<CorrectionsReply?> ListAsync(string matchId, CancellationToken cancellationToken) =>
        AskAsync(matchId, new CorrectionsRequest { List = new CorrectionsQuery { Match = matchId } }, cancellationToken);

    /// <summary>What came of a correction, or would; null when its partition did not answer in time.</summary>
    public async ValueTask<CorrectionsReply?> MakeAsync(CorrectionCommand command, Editor editor, CancellationToken cancellationToken)
    {
        (command.Actor, command.Role, command.SteppedUp) = (editor.Name, editor.RoleName, editor.Mfa);
        var reply = await AskAsync(command.Match, new CorrectionsRequest { Make = command }, cancellationToken).ConfigureAwait(false);
        if (reply is null)
        {
            CorrectionsLog.Unanswered(logger, editor.Name, editor.RoleName, command.Match, command.Id);
            return null;
        }
        if (reply.Refusal.Length > 0)
        {
            CorrectionsLog.Refused(logger, editor.Name, editor.RoleName, command.Match, command.Id, reply.Refusal, reply.Detail);
            return reply;
        }
        if (command.DryRun) return reply;
        CorrectionsLog.Made(logger, editor.Name, editor.RoleName, reply.Id, command.Id, string.Join(", ", reply.Fields), command.Reason);
        var partition = ingest.Directory.PartitionOf(command.Match).Number;
        await progress.WaitAsync(partition, reply.Reached, ShownWithin, cancellationToken).ConfigureAwait(false);
        return reply;
    }

    private async ValueTask<CorrectionsReply?> AskAsync(string matchId, CorrectionsRequest request, CancellationToken cancellationToken)
    {
        if (!MatchId.IsValid(matchId)) return CorrectionSheet.List(null, matchId.Length <= MatchId.LengthMax ? matchId : matchId[..MatchId.LengthMax]);
        var work = new CorrectionsWork(request);
        var partition = ingest.Directory.PartitionOf(matchId).Number;
        return await ingest.BringAsync(work, partition, cancellationToken).ConfigureAwait(false) ? work.Reply : null;
    }
}
