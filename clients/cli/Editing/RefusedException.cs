using System.Net;

namespace Fanout.Cli.Editing;

/// <summary>The server refused what an editor asked for.</summary>
internal sealed class RefusedException(HttpStatusCode status, string message) : Exception(message)
{
    /// <summary>What it means for a script.</summary>
    public int Code => status switch
    {
        HttpStatusCode.BadRequest => ExitCode.Usage,
        HttpStatusCode.NotFound => ExitCode.NotFound,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.NotAllowed,
        HttpStatusCode.Conflict => ExitCode.Conflict,
        > HttpStatusCode.InternalServerError => ExitCode.ServerAway,
        _ => ExitCode.NotPossible, // a fault of a server that is there, too: asked again it would answer the same
    };
}
