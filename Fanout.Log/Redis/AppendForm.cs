using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>An append as <c>append.lua</c> takes it and answers it.</summary>
internal static class AppendForm
{
    private const int SharedKeys = 8;
    private const int KeysPerEntry = 2;
    private const int SharedArguments = 5;
    private const int NumbersPerAnswer = 6;

    public static RedisKey[] KeysOf(RedisKeys keys, AppendRequest request)
    {
        var touched = new RedisKey[SharedKeys + (KeysPerEntry * request.Entries.Count)];
        touched[0] = keys.Record;
        touched[1] = keys.Entries;
        touched[2] = keys.Keys;
        touched[3] = keys.DayKeys;
        touched[4] = keys.Lease;
        touched[5] = keys.Matches;
        touched[6] = keys.Closed;
        touched[7] = keys.Hints;
        for (int index = 0; index < request.Entries.Count; index++)
        {
            string matchId = request.Entries[index].MatchId;
            touched[SharedKeys + (KeysPerEntry * index)] = keys.IndexOf(matchId);
            touched[SharedKeys + (KeysPerEntry * index) + 1] = keys.KeysOf(matchId);
        }
        return touched;
    }

    public static RedisValue[] ArgumentsOf(AppendRequest request, bool waits)
    {
        var arguments = new RedisValue[SharedArguments + (EntryForm.ArgumentCount * request.Entries.Count)];
        arguments[0] = request.RunId;
        arguments[1] = request.Reopening ? 1 : 0;
        arguments[2] = RedisLeases.TextOf(request.Fence);
        arguments[3] = EntryForm.HashOf(request.Previous.Value);
        arguments[4] = waits ? 1 : 0;
        for (int index = 0; index < request.Entries.Count; index++)
        {
            EntryForm.Write(
                request.Entries[index],
                arguments.AsSpan(SharedArguments + (EntryForm.ArgumentCount * index), EntryForm.ArgumentCount));
        }
        return arguments;
    }

    public static AppendAnswer Read(RedisResult reply)
    {
        long[] numbers = (long[])reply!;
        var answers = new EntryAnswer[numbers.Length / NumbersPerAnswer];
        for (int index = 0; index < answers.Length; index++)
            answers[index] = ReadOne(numbers.AsSpan(index * NumbersPerAnswer, NumbersPerAnswer));
        return new AppendAnswer(answers);
    }

    private static EntryAnswer ReadOne(ReadOnlySpan<long> numbers)
    {
        (uint epoch, ulong sequence, uint matchSequence) = ((uint)numbers[2], (ulong)numbers[3], (uint)numbers[4]);
        EntryPlace place = sequence == 0 ? default : new EntryPlace(
            new LogPosition(epoch, sequence), new MatchPosition(epoch, matchSequence), numbers[5]);
        return new EntryAnswer((AppendOutcome)numbers[0], place, (ConflictReason)numbers[1]);
    }
}
