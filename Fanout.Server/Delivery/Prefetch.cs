using System.Runtime.CompilerServices;
using Processor = System.Runtime.Intrinsics.X86.Sse;

namespace Fanout.Server.Delivery;

/// <summary>
/// Asks the processor for memory that is about to be needed. A walk touches connections that lie anywhere in hundreds of
/// megabytes: waiting for each of them takes longer than all that is done with it.
/// </summary>
internal static class Prefetch
{
    private const int LineSize = 64; // bytes of a cache line

    /// <summary>
    /// A hint, and nothing else: the collector may move the object meanwhile, and no address is wrong to ask for.
    /// </summary>
    /// <param name="thing">An object.</param>
    /// <param name="size">Its first bytes that will be needed.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Ahead(object? thing, int size)
    {
        if (!Processor.IsSupported)
            return;
        var address = (byte*)Unsafe.As<object?, nint>(ref thing);
        for (var offset = 0; offset < size; offset += LineSize)
            Processor.Prefetch0(address + offset);
    }
}
