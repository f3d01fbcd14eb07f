namespace Fanout.Services.Doors;

/// <summary>Which way bytes go through a <see cref="Door"/>.</summary>
[Flags]
public enum DoorTraffic
{
    None = 0,
    ToServer = 1,
    ToClient = 2,
    Both = ToServer | ToClient,
}
