using Fanout.Ingest.Forwarding;
using Fanout.Ingest.Matches;

namespace Fanout.Ingest.Identity.Mapping;

/// <summary>What other processes ask about names.</summary>
internal sealed class MappingDoor(IdentityDesk desk, IngestDirectory directory)
{
    /// <summary>What is wrong with requests that another process forwarded; null when nothing is.</summary>
    public string? FaultOf(int partition, ForwardedMapping request)
    {
        if (!MappingPlace.IsSport(request.Sport)) return $"sport \"{request.Sport}\" has no place";
        return directory.PartitionOf(MappingPlace.IdOf(request.Sport)).Number == partition ? null : "of another partition";
    }

    /// <summary>What was asked, to be done here.</summary>
    public MappingWork WorkOf(ForwardedMapping request) => new(desk, request.Sport, request.Requests);
}
