using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Arbitration;

internal static partial class ArbitrationLog    // ids 3450–3459, never reused
{
    [LoggerMessage(3450, LogLevel.Information, "Match {MatchId}: {Decision}")]
    public static partial void Decided(ILogger logger, string matchId, string decision);
}
