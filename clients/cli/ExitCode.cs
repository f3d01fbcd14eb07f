namespace Fanout.Cli;

/// <summary>What the command line says to a script when it ends (docs/cli.md).</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Usage = 2;

    /// <summary>Not found, or some input could not be read.</summary>
    public const int NotFound = 3;

    public const int NotAllowed = 4;

    /// <summary>Something contradicts something else.</summary>
    public const int Conflict = 5;

    /// <summary>Not possible in the present state, or not on this server.</summary>
    public const int NotPossible = 6;

    public const int ServerAway = 7;
}
