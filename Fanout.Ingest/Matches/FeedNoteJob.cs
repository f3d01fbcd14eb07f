using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Matches;

/// <summary>Writes down what a feed must remember.</summary>
internal sealed class FeedNoteJob(string feed, FeedNote note) : PartitionJob
{
    private readonly string _id = FeedPlace.IdOf(feed);
    private bool _stepped;

    /// <summary>What the feed remembers then.</summary>
    public FeedMemory Memory { get; private set; } = new();

    public override bool Step(PartitionTurn turn)
    {
        if (_stepped) return false;
        _stepped = true;
        if (FeedNotes.Entry(_id, feed, turn.Table.Find(_id)?.Feed, note, turn.NowMs) is { } entry) turn.Issue(entry);
        Memory = turn.Table.Find(_id)?.Feed ?? new FeedMemory();
        return true;
    }

    public override void Commit()
    {
        if (_stepped) Complete();
    }

    public override void Rollback() => _stepped = false;
}
