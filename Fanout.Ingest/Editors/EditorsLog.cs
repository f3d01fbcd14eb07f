using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Editors;

internal static partial class EditorsLog    // ids 3250–3269, never reused
{
    [LoggerMessage(3250, LogLevel.Warning, "{Path} was asked for without a token that an editor has")]
    public static partial void TokenRefused(ILogger logger, string path);
}
