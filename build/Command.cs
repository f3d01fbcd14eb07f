using System.ComponentModel;
using System.Diagnostics;

namespace Fanout.Build;

/// <summary>Runs other programs: in the repository's root, on our own console, ended when we are told to end.</summary>
internal static class Command
{
    /// <exception cref="CommandFailedException">It could not be started, or ended with another code than 0.</exception>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        var exitCode = await ExitCodeAsync(program, arguments, Timeout.InfiniteTimeSpan);
        if (exitCode != 0)
        {
            throw new CommandFailedException($"'{program} {string.Join(' ', arguments)}' ended with code {exitCode}");
        }
    }

    /// <exception cref="CommandFailedException">
    /// It could not be started, or was killed because it had not ended after <paramref name="timeMax"/>.
    /// </exception>
    public static async Task<int> ExitCodeAsync(string program, IEnumerable<string> arguments, TimeSpan timeMax)
    {
        using var process = Start(new(program, arguments) { WorkingDirectory = Repository.Root });
        using var forwarding = new SignalForwarding(process);
        using var late = new CancellationTokenSource(timeMax, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new CommandFailedException($"'{program}' was killed: not ended after {timeMax.TotalMinutes} minutes");
        }

        return process.ExitCode;
    }

    /// <summary>What a program wrote to its output, <see langword="null"/> when it is missing or fails.</summary>
    public static async Task<string?> OutputAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Start(new(program, arguments) { RedirectStandardOutput = true });
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (CommandFailedException)
        {
            return null;
        }
    }

    /// <summary>What a program wrote to its output, whatever it ended with; what it says beside that is nobody's.</summary>
    /// <exception cref="CommandFailedException">It could not be started.</exception>
    public static async Task<string> ReportAsync(string program, params string[] arguments)
    {
        using var process = Start(new(program, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await Task.WhenAll(error, process.WaitForExitAsync());
        return output;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new CommandFailedException($"'{start.FileName}' could not be started: {e.Message}");
        }
    }
}
