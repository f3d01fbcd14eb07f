using Fanout.Ingest.Editors;
using Fanout.Ingest.Matches;
using Fanout.Log;
using Microsoft.Extensions.Logging;
using Action = Fanout.Ingest.Quarantine.QuarantineCommand.Types.Action;

namespace Fanout.Ingest.Quarantine;

/// <summary>
/// Where editors see and decide what was put aside, whichever process holds it. Safe for concurrent use.
/// </summary>
internal sealed class QuarantineDesk(
    MatchIngest ingest, FollowProgress progress, IngestMetrics metrics, ILogger<QuarantineDesk> logger)
{
    /// <summary>As after a push: who decided and reads at this node next sees what came of it, unless the node is in trouble.</summary>
    private static readonly TimeSpan ShownWithin = TimeSpan.FromMilliseconds(250);

    /// <summary>What is put aside in all partitions; null when some did not answer in time.</summary>
    public async ValueTask<QuarantineList?> ListAsync(QuarantineQuery query, CancellationToken cancellationToken)
    {
        var request = new QuarantineRequest { List = query };
        var partitions = query.Match.Length > 0
            ? [ingest.Directory.PartitionOf(query.Match).Number]
            : Enumerable.Range(0, ingest.PartitionCount);
        var works = partitions.Select(partition => (Partition: partition, Work: new QuarantineWork(ingest.Directory, request))).ToList();
        var brought = works.Select(work => ingest.BringAsync(work.Work, work.Partition, cancellationToken).AsTask());
        if ((await Task.WhenAll(brought).ConfigureAwait(false)).Contains(false)) return null;
        var found = works.SelectMany(static work => work.Work.Reply.Held)
            .OrderByDescending(QuarantineSheet.ReceivedMs)
            .ToList();
        return new QuarantineList(
            [.. found.Take((int)query.Limit).Select(static one => QuarantineForm.Write(one, isWhole: false))],
            found.Count > query.Limit || works.Exists(static work => work.Work.Reply.More));
    }

    /// <summary>What came of a question or a decision; null when its partition did not answer in time.</summary>
    public async ValueTask<QuarantineReply?> AskAsync(
        QuarantineCommand command, Editor editor, CancellationToken cancellationToken)
    {
        (command.Actor, command.Role) = (editor.Name, editor.RoleName);
        var work = new QuarantineWork(ingest.Directory, new QuarantineRequest { Decide = command });
        var partition = ingest.Directory.PartitionOf(command.Place).Number;
        if (!await ingest.BringAsync(work, partition, cancellationToken).ConfigureAwait(false)) return null;
        var isDone = work.Reply.Outcome == QuarantineReply.Types.Outcome.Done && command.Action != Action.Show && !command.DryRun;
        if (!isDone) return work.Reply;
        var action = NameOf(command.Action);
        metrics.Decided(action);
        QuarantineLog.Decided(logger, editor.Name, editor.RoleName, action, new QuarantineId(command.Place, command.Key).ToString(), command.Reason);
        await progress.WaitAsync(partition, work.Reply.Reached, ShownWithin, cancellationToken).ConfigureAwait(false);
        return work.Reply;
    }

    public static string NameOf(Action action) => action.ToString().ToLowerInvariant();
}
