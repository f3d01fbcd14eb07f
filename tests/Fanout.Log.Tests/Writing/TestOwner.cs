namespace Fanout.Log.Tests;

/// <summary>An owner whose matches count the bytes of their changes: enough to see whether states survive.</summary>
internal sealed class TestOwner : IPartitionOwner
{
    private readonly Lock _gate = new();

    /// <summary>Match id to the concatenated payload of its changes: its "state".</summary>
    public SortedDictionary<string, string> States { get; } = new(StringComparer.Ordinal);

    public int Restated { get; private set; }

    public ValueTask RestoreAsync(PartitionSnapshot? snapshot, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            States.Clear();
            foreach (MatchSnapshot match in snapshot?.Matches ?? [])
                States[match.MatchId] = Text(match.Public);
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask ApplyAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (Entry entry in entries)
                Apply(States, entry.Kind, entry.MatchId, entry.Public);
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask RestateAsync(Action<IReadOnlyList<MatchOpening>> restate, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Restated++;
            restate([.. States.Select(state => new MatchOpening(state.Key, Bytes(state.Value), Bytes("w")))]);
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>Changes the match and appends the change, as one step.</summary>
    public ValueTask<AppendResult> Change(PartitionWriter writer, string matchId, string change, string? key = null)
    {
        lock (_gate)
        {
            Apply(States, EntryKind.Change, matchId, Bytes(change));
            bool restate = writer.MustRestate(matchId);
            return writer.AppendAsync(Drafts.Change(matchId, restate ? States[matchId] : change, key) with
            {
                Kind = restate ? EntryKind.Opening : EntryKind.Change,
            });
        }
    }

    public static void Apply(
        IDictionary<string, string> states, EntryKind kind, string matchId, ReadOnlyMemory<byte> change)
    {
        if (kind == EntryKind.Change)
            states[matchId] = (states.TryGetValue(matchId, out string? state) ? state : "") + Text(change);
        else if (kind == EntryKind.Opening)
            states[matchId] = Text(change);
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes.Span);
}
