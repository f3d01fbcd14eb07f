using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Quarantine;

internal static partial class QuarantineLog    // ids 3270–3289, never reused
{
    [LoggerMessage(3270, LogLevel.Information, "Editor {Editor} ({Role}): {Action} {Id}: {Reason}")]
    public static partial void Decided(ILogger logger, string editor, string role, string action, string id, string reason);
}
