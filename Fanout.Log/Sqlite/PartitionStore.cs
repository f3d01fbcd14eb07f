namespace Fanout.Log.Sqlite;

/// <summary>One partition inside the writer's open transaction, as the rules see it.</summary>
internal sealed class PartitionStore(WriteSession session, LeaseTable leases, int partition) : IPartitionStore
{
    public PartitionRecord Record
    {
        get => session.RecordOf(partition);
        set => session.Stage(partition, value);
    }

    public Fence? Fence => leases.FenceOf(partition);

    public KeyPlace? FindKey(string key) => session.FindKey(partition, key);

    public MatchPosition? MatchHead(string matchId) => session.MatchHead(matchId);

    public void Insert(Entry entry) => session.Insert(entry);
}
