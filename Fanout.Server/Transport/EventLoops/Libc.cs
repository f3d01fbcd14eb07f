using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Fanout.Server.Transport.EventLoops;

/// <summary>The system calls of an event loop, as Linux has them on every architecture that .NET runs on.</summary>
/// <remarks>
/// <see cref="System.Net.Sockets.Socket"/> lost: it brings a queue, a context and a pinned buffer for each connection,
/// and its <c>Send</c> waits for a full buffer even where the descriptor does not. A failed call answers −1; why, tells
/// <see cref="Marshal.GetLastSystemError"/> (the numbers below, errno of asm-generic), asked right behind it: having it
/// set and read around each call, as <c>SetLastError</c> does, costs every call what only a failed one needs.
/// </remarks>
[SupportedOSPlatform("linux")]
internal static unsafe partial class Libc
{
    public const int ErrorInterrupted = 4; // EINTR
    public const int ErrorWouldBlock = 11; // EAGAIN
    public const int ErrorSystemFilesExhausted = 23; // ENFILE
    public const int ErrorFilesExhausted = 24; // EMFILE

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "epoll_create1")]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl")]
    public static partial int EpollControl(int epoll, int operation, int descriptor, byte* epollEvent);

    [LibraryImport(Library, EntryPoint = "epoll_wait")]
    public static partial int EpollWait(int epoll, byte* events, int eventsMax, int timeoutMs);

    [LibraryImport(Library, EntryPoint = "eventfd")]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "accept4")]
    public static partial int Accept(int descriptor, byte* address, int* addressSize, int flags);

    [LibraryImport(Library, EntryPoint = "recv")]
    public static partial nint Receive(int descriptor, byte* buffer, nuint size, int flags);

    [LibraryImport(Library, EntryPoint = "send")]
    public static partial nint Send(int descriptor, byte* bytes, nuint size, int flags);

    [LibraryImport(Library, EntryPoint = "read")]
    public static partial nint Read(int descriptor, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "write")]
    public static partial nint Write(int descriptor, byte* bytes, nuint size);

    [LibraryImport(Library, EntryPoint = "shutdown")]
    public static partial int Shutdown(int descriptor, int how);

    [LibraryImport(Library, EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "setsockopt")]
    public static partial int SetOption(int descriptor, int level, int option, byte* value, int size);

    [LibraryImport(Library, EntryPoint = "getsockopt")]
    public static partial int GetOption(int descriptor, int level, int option, byte* value, int* size);
}
