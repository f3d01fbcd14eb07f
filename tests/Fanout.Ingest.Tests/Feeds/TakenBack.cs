using Fanout.Ingest.Tests.Adapters.OpenFootball;
using Fanout.Ingest.Tests.Matches;
using Fanout.Log;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Tests.Feeds;

/// <summary>
/// One match in the documents of a provider that names no goals: two goals, then the first is taken back, then the other one. Who has not
/// read the first document takes the goal of the second for the first of the match.
/// </summary>
internal static class TakenBack
{
    public const string Match = "openfootball:0";
    public const string Format = "openfootball";

    private const string Ash = """{"name":"Ash","minute":9}""";
    private const string Birch = """{"name":"Birch","minute":70}""";

    /// <summary>In the order in which the provider sends them.</summary>
    public static IReadOnlyList<string> Documents { get; } =
    [
        Written.Document(Written.Match("\"ft\":[2,0]", $"[{Ash},{Birch}]")),
        Written.Document(Written.Match("\"ft\":[1,0]", $"[{Birch}]")),
        Written.Document(Written.Match("\"ft\":[0,0]")),
    ];

    /// <summary>Waits until the log has what follows of a document and those before it.</summary>
    public static Task ReachedAsync(IEventLog log, int document) => FeedHost.UntilAsync(log, Match, match =>
        match.Score is { } score && score.Home == 2 - document
        && match.Incidents.Count == 2
        && match.Incidents.Count(static goal => goal.State == IncidentState.Types.Value.Voided) == document);

    /// <summary>Waits until the log has so many messages of the feed.</summary>
    public static Task KeptAsync(FeedHost host, int count) =>
        IngestHost.EventuallyAsync(() => Task.FromResult(host.Memory.Kept.Count == count));
}
