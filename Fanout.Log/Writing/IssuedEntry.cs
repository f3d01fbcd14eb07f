namespace Fanout.Log;

/// <summary>
/// An entry that was numbered, with what is needed to answer for it, to take it back, and to put it back.
/// </summary>
/// <param name="entry">As the log gets it.</param>
/// <param name="previous">Chain hash before it.</param>
/// <param name="matchBefore">Where its match stood before it.</param>
internal sealed class IssuedEntry(Entry entry, ChainHash previous, MatchPosition matchBefore)
{
    // Continuations run elsewhere: the writer's loop must not become its callers'.
    private readonly TaskCompletionSource<AppendResult> _answer = new(
        TaskCreationOptions.RunContinuationsAsynchronously);

    public Entry Entry { get; private set; } = entry;

    public ChainHash Previous { get; } = previous;

    public MatchPosition MatchBefore { get; } = matchBefore;

    public int Bytes { get; } = entry.Public.Length + entry.Writer.Length + entry.Key.Length + entry.MatchId.Length;

    /// <summary>The log refused it and the writer goes on without it.</summary>
    public bool WasTakenBack { get; set; }

    public Task<AppendResult> Answered => _answer.Task;

    /// <summary>From now on the entry carries the log's stamp: put back, it keeps it.</summary>
    public void Stamp(long publishedMs) => Entry = Entry with { PublishedMs = publishedMs };

    public void Answer(AppendResult result) => _answer.TrySetResult(result);
}
