namespace Fanout.Conformance.Tests.Servers;

/// <summary>The settings that choose a transport.</summary>
internal static class Transports
{
    public static (string, string) EventLoops => ("FANOUT__TRANSPORT__EVENTLOOP", "true");

    public static (string, string) Pipes => ("FANOUT__TRANSPORT__EVENTLOOP", "false");

    public static (string, string) Upgrades => ("FANOUT__TRANSPORT__HANDSHAKEOVERHTTP", "true");
}
