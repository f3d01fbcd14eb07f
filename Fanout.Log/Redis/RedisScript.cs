using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fanout.Log.Redis;

/// <summary>One script of <c>Scripts/</c>, complete with what it shares with the others.</summary>
internal sealed class RedisScript
{
    public static readonly RedisScript Append = new("append", "common", "writing");
    public static readonly RedisScript Seal = new("seal");
    public static readonly RedisScript Read = new("read");
    public static readonly RedisScript Match = new("match");
    public static readonly RedisScript FindKey = new("find_key");
    public static readonly RedisScript AcquireLease = new("lease_acquire");
    public static readonly RedisScript ReclaimLease = new("lease_reclaim");
    public static readonly RedisScript RenewLease = new("lease_renew");
    public static readonly RedisScript ReleaseLease = new("lease_release");
    public static readonly RedisScript ReadLease = new("lease_read");
    public static readonly RedisScript ShortenLease = new("lease_shorten");
    public static readonly RedisScript SaveSnapshot = new("snapshot_save");
    public static readonly RedisScript MergeSnapshot = new("snapshot_merge");
    public static readonly RedisScript Trim = new("trim");
    public static readonly RedisScript Forget = new("forget");
    public static readonly RedisScript BeginImport = new("import_begin");
    public static readonly RedisScript Import = new("import", "common", "importing", "writing");
    public static readonly RedisScript EndImport = new("import_end", "common", "importing");
    public static readonly RedisScript CompleteImport = new("import_complete", "common", "importing");
    public static readonly RedisScript DeleteImport = new("import_delete", "common", "importing");
    public static readonly RedisScript Copied = new("copied");
    public static readonly RedisScript Leave = new("leave");

    private RedisScript(string name)
        : this(name, "common")
    {
    }

    private RedisScript(string name, params string[] shared)
    {
        string own = Load(name);
        int end = own.IndexOf('\n', StringComparison.Ordinal); // the first line says what the script may do
        string constants = string.Create(
            CultureInfo.InvariantCulture,
            $"local DAY_MS, CLOSED_MS = {KeyRetentionTimes.Day.TotalMilliseconds}, "
            + $"{KeyRetentionTimes.MatchClosed.TotalMilliseconds}\n");
        Text = string.Concat(own.AsSpan(0, end + 1), constants, string.Concat(shared.Select(Load)), own.AsSpan(end + 1));
#pragma warning disable CA5350 // SHA-1 is the name that Redis gives a script (EVALSHA), not a protection.
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
#pragma warning restore CA5350
        HashText = Convert.ToHexStringLower(Hash);
    }

    public string Text { get; }

    /// <summary>What EVALSHA names it by: 20 bytes, which the client writes in hexadecimal.</summary>
    public byte[] Hash { get; }

    /// <summary>The same as EVALSHA takes it.</summary>
    public string HashText { get; }

    private static string Load(string name)
    {
        using Stream stream = typeof(RedisScript).Assembly.GetManifestResourceStream(name + ".lua")
            ?? throw new InvalidOperationException($"script {name}.lua is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
