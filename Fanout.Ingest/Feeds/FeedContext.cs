using Fanout.Ingest.Adapters;
using Fanout.Ingest.Matches;
using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Feeds;

/// <summary>What every feed is made of.</summary>
/// <param name="Name">Name of the feed.</param>
/// <param name="Options">Its settings.</param>
/// <param name="Ingest">Takes its events.</param>
/// <param name="Formats">The formats there are.</param>
/// <param name="Counts">Its numbers.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">Is told what people must know of.</param>
internal sealed record FeedContext(
    string Name, FeedOptions Options, MatchIngest Ingest, FeedFormats Formats, FeedCounts Counts, TimeProvider Time, ILogger Logger);
