using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>What is ready on a descriptor (the bits of EPOLLIN and so on).</summary>
[Flags]
internal enum Readiness : uint
{
    None = 0,
    In = 0x1,
    Out = 0x4,
    Error = 0x8,
    HungUp = 0x10,
    PeerEnded = 0x2000,
    EdgeTriggered = 0x8000_0000,
}

/// <summary>The kernel's list of descriptors that one loop watches, and its wake-up.</summary>
/// <remarks>
/// Each descriptor carries a number of ours, which comes back with its events. <code>
/// struct epoll_event    x64 (packed)    others
///   uint32 events              0             0
///   uint64 data                4             8
///   size                      12            16
/// </code></remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class Epoll : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int DoNotWait = 0x800; // EFD_NONBLOCK
    private const int Add = 1;
    private const int Delete = 2;
    private const int EventsMax = 512;
    private const ulong WakeNumber = ulong.MaxValue;

    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly int DataOffset = Packed ? 4 : 8;
    private static readonly int EventSize = Packed ? 12 : 16;

    private readonly int _epoll = Check(Libc.EpollCreate(CloseOnExec), "epoll_create1");
    private readonly int _wake = Check(Libc.EventDescriptor(0, CloseOnExec | DoNotWait), "eventfd");
    private readonly Lock _gate = new();
    private readonly byte* _events = (byte*)NativeMemory.Alloc((nuint)(EventsMax * EventSize));
    private bool _disposed;

    public Epoll() => Watch(_wake, Readiness.In, WakeNumber);

    /// <summary>From now on tells of this descriptor, under a number that is not <see cref="ulong.MaxValue"/>.</summary>
    public void Watch(int descriptor, Readiness what, ulong number)
    {
        var packed = stackalloc byte[EventSize];
        *(uint*)packed = (uint)what;
        *(ulong*)(packed + DataOffset) = number;
        _ = Check(Libc.EpollControl(_epoll, Add, descriptor, packed), "epoll_ctl");
    }

    /// <summary>Tells no more of it. Closing it has the same effect.</summary>
    public void Forget(int descriptor)
    {
        var nothing = stackalloc byte[EventSize];
        _ = Libc.EpollControl(_epoll, Delete, descriptor, nothing);
    }

    /// <summary>Waits until something is ready, it is woken, or the time is over; returns how many events there are.</summary>
    public int Wait(int timeoutMs)
    {
        var count = Libc.EpollWait(_epoll, _events, EventsMax, timeoutMs);
        return count >= 0 || Marshal.GetLastSystemError() == Libc.ErrorInterrupted
            ? Math.Max(count, 0)
            : Check(count, "epoll_wait");
    }

    /// <summary>An event of the last wait; false: it was only the wake-up.</summary>
    public bool TryGet(int index, out Readiness what, out ulong number)
    {
        var packed = _events + (index * EventSize);
        what = (Readiness)(*(uint*)packed);
        number = *(ulong*)(packed + DataOffset);
        if (number != WakeNumber)
            return true;
        ulong count;
        _ = Libc.Read(_wake, (byte*)&count, sizeof(ulong));
        return false;
    }

    /// <summary>Ends a wait, now or the next one. From any thread.</summary>
    public void Wake()
    {
        var one = 1UL;
        lock (_gate)
        {
            if (!_disposed) // its number may be another file's by now
                _ = Libc.Write(_wake, (byte*)&one, sizeof(ulong));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            _ = Libc.Close(_wake);
            _ = Libc.Close(_epoll);
            NativeMemory.Free(_events);
        }
    }

    private static int Check(int result, string call) => result >= 0
        ? result
        : throw new IOException($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastSystemError())}");
}
