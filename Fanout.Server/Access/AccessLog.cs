namespace Fanout.Server.Access;

internal static partial class AccessLog // ids 2601–2699, never reused
{
    [LoggerMessage(2601, LogLevel.Information, "Issuer {Issuer}: {Tokens} tokens are revoked, and those of {Subjects} subjects up to a time")]
    public static partial void Revoked(ILogger logger, string issuer, int tokens, int subjects);

    [LoggerMessage(2602, LogLevel.Error, "Issuer {Issuer}: {Problem}. What it said last holds; where it never said anything, its tokens are not taken")]
    public static partial void ListAway(ILogger logger, string issuer, string problem);
}
