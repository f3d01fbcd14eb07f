using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Identity.Mapping;

/// <summary>Takes what other processes ask about names, as far as the place is held here.</summary>
internal sealed class MappingDoor(IdentityDesk desk, IngestDirectory directory, IngestOptions options, TimeProvider time)
{
    /// <summary>What is wrong with requests that another process forwarded; null when nothing is.</summary>
    public string? FaultOf(int partition, ForwardedMapping request)
    {
        if (!MappingPlace.IsSport(request.Sport)) return $"sport \"{request.Sport}\" has no place";
        return directory.PartitionOf(MappingPlace.IdOf(request.Sport)).Number == partition ? null : "of another partition";
    }

    /// <summary>Does what was asked, once the log has it.</summary>
    public async ValueTask<(WorkEnd End, ForwardedMappingAnswer Answer)> TakeAsync(
        ForwardedMapping request, CancellationToken cancellationToken)
    {
        var answer = new ForwardedMappingAnswer();
        var partition = directory.PartitionOf(MappingPlace.IdOf(request.Sport));
        if (!partition.IsHeld) return (WorkEnd.Moved, answer);
        using var timeout = new CancellationTokenSource(options.AnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var work = new MappingWork(desk, request.Sport, request.Requests);
            var end = await work.HereAsync(partition, either.Token).ConfigureAwait(false);
            answer.Answers.AddRange(work.Answers);
            return (end, answer);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (WorkEnd.GivenUp, answer);
        }
    }
}
