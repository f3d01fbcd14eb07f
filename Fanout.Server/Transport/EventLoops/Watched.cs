using System.Runtime.Versioning;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>What a loop watches: something with a descriptor, in a slot of the loop's table. The loop's thread only.</summary>
[SupportedOSPlatform("linux")]
internal abstract class Watched
{
    /// <summary>Place in the loop's table; −1 while it is in none.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Something is ready. Told once for each change (edge-triggered), so it goes on until a call would wait.</summary>
    public abstract void Ready(Readiness what);

    /// <summary>The loop ends: the descriptor is closed.</summary>
    public abstract void Stop();
}
