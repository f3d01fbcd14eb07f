namespace Fanout.Server.Sessions;

/// <summary>
/// Which minor of <c>fanout.v1</c> this server speaks. A minor only adds; a client that knows less ignores the rest.
/// </summary>
internal static class WireVersion
{
    public const uint Minor = 1;
}
