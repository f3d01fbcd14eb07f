using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Matches;

/// <summary>
/// Held events that were sent under a name which turned out to be an alias: they belong to the match of that alias.
/// </summary>
/// <param name="From">The name under which they were put aside.</param>
/// <param name="To">Our id of the match.</param>
/// <param name="Feed">The feed that sent them.</param>
/// <param name="Events">The events, in order of arrival.</param>
internal sealed record HandOver(string From, string To, string Feed, IReadOnlyList<HeldEvent> Events);

/// <summary>Drops held events that another match has taken.</summary>
internal sealed class DropJob(HandOver handOver) : PartitionJob
{
    private bool _stepped;

    public override bool Step(PartitionTurn turn)
    {
        if (_stepped) return false;
        _stepped = true;
        if (turn.Table.Find(handOver.From) is not { } work) return true;
        foreach (var taken in handOver.Events)
        {
            var held = work.Held.FirstOrDefault(held => held.Feed == taken.Feed && held.Event.Id == taken.Event.Id);
            if (held is not null)
                turn.Issue(MatchTable.Drop(work, held, turn.NowMs));
        }
        return true;
    }

    public override void Commit()
    {
        if (_stepped) Complete();
    }

    public override void Rollback() => _stepped = false;
}
