using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Sharing;
using Fanout.Log;

namespace Fanout.Ingest.Forwarding;

/// <summary>Takes what other processes forward, as far as its partition is held here. Safe for concurrent use.</summary>
internal sealed class ForwardingDoor(
    IngestDirectory directory, IReadOnlyList<PartitionIngest> partitions, PartitionSpread spread, IngestOptions options,
    TimeProvider time)
{
    /// <summary>What is wrong with forwarded events; null when nothing is.</summary>
    public string? FaultOf(int partition, ForwardedEvents batch)
    {
        if (partition < 0 || partition >= partitions.Count)
            return $"partition {partition} is not one of {partitions.Count}: the processes have logs of their own";
        if (!FeedName.IsValid(batch.Feed)) return $"feed \"{batch.Feed}\" is not {FeedName.Form}";
        foreach (var (index, one) in batch.Events.Index())
        {
            var fault = one.Event is null ? "no event" : EventForm.Fault(one.Event, one.Match);
            if (fault is null && directory.PartitionOf(one.Match).Number != partition) fault = "of another partition";
            if (fault is not null) return $"event {index}: {fault}";
        }
        return null;
    }

    /// <summary>What is wrong with a forwarded note; null when nothing is.</summary>
    public string? FaultOf(int partition, ForwardedNote request)
    {
        if (!FeedPlace.IsName(request.Feed)) return $"feed \"{request.Feed}\" is not {FeedPlace.NameForm}";
        if (request.Note is null) return "no note";
        return directory.PartitionOf(FeedPlace.IdOf(request.Feed)).Number == partition ? null : "of another partition";
    }

    /// <summary>Takes events; some may have been taken where the partition has moved since.</summary>
    public async ValueTask<(WorkEnd End, ForwardedAnswers Answers)> TakeAsync(
        int partition, ForwardedEvents batch, CancellationToken cancellationToken)
    {
        var work = new EventsWork(directory, batch.Feed, batch.HandedOver);
        foreach (var one in batch.Events) work.Add(one.Match, new FeedEvent(batch.Feed, one.Event, one.ReceivedMs));
        var end = await TakeAsync(partition, work, cancellationToken).ConfigureAwait(false);
        var answers = new ForwardedAnswers();
        if (end == WorkEnd.GivenUp) return (end, answers);
        answers.Answers.AddRange(work.Answers.Select(AnswerForm.Write));
        answers.Reached = work.Reached;
        return (end, answers);
    }

    /// <summary>Does work here; it has moved where the partition is another process's, or none of this log.</summary>
    public async ValueTask<WorkEnd> TakeAsync(int partition, HolderWork work, CancellationToken cancellationToken)
    {
        if (partition < 0 || partition >= partitions.Count || !partitions[partition].IsHeld) return WorkEnd.Moved;
        using var timeout = new CancellationTokenSource(options.AnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await work.HereAsync(partitions[partition], either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return WorkEnd.GivenUp;
        }
    }

    /// <inheritdoc cref="PartitionSpread.YieldAsync"/>
    public ValueTask<int?> YieldAsync(HolderId asker, int theirs, CancellationToken cancellationToken) =>
        spread.YieldAsync(asker, theirs, cancellationToken);
}
