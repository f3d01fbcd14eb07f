using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Fanout.Cli.Terminal;

/// <summary>
/// Standard output that says when it cannot be written. The console's own passes over a pipe that nobody reads any more, and
/// <c>fanout match watch … | head -1</c> would go on for ever.
/// </summary>
internal static class Output
{
    private const int Descriptor = 1;
    private const int PipeIsBroken = 32; // EPIPE, on every Unix that runs .NET

    /// <summary>Has the console write to it from now on.</summary>
    public static void Use()
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            var stream = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (stream.CanSeek)
                return; // a file, whose place others share who write there after us: this stream would keep its own
            Console.SetOut(new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Console.SetOut(TextWriter.Null); // it was closed before we began: nobody is to be told anything
        }
    }

    /// <summary>What a failure to write comes to: who went away, or was never there, has seen enough, and a full disk has not.</summary>
    public static int CodeOf(Exception failure)
    {
        if (failure.HResult == PipeIsBroken || failure is UnauthorizedAccessException)
            return ExitCode.Done;
        Console.Error.WriteLine($"standard output: {failure.Message}");
        return ExitCode.NotPossible;
    }

}
