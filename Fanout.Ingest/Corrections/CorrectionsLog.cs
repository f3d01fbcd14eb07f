using Microsoft.Extensions.Logging;

namespace Fanout.Ingest.Corrections;

internal static partial class CorrectionsLog    // ids 3350–3369, never reused
{
    [LoggerMessage(3350, LogLevel.Information, "Editor {Editor} ({Role}): correction {Id}, request {Request}, of {Fields}: {Reason}")]
    public static partial void Made(ILogger logger, string editor, string role, string id, string request, string fields, string reason);

    [LoggerMessage(3351, LogLevel.Information, "Editor {Editor} ({Role}) corrects {MatchId}, request {Request}: refused, {Refusal}: {Detail}")]
    public static partial void Refused(ILogger logger, string editor, string role, string matchId, string request, string refusal, string detail);

    [LoggerMessage(3352, LogLevel.Warning, "Editor {Editor} ({Role}) corrects {MatchId}, request {Request}: whoever holds it has not answered in time")]
    public static partial void Unanswered(ILogger logger, string editor, string role, string matchId, string request);
}
