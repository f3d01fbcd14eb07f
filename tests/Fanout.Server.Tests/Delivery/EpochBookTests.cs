using Fanout.Server.Delivery;

namespace Fanout.Server.Tests.Delivery;

public sealed class EpochBookTests
{
    [Fact]
    public void An_epoch_keeps_its_number()
    {
        var book = new EpochBook();
        var numbers = new Dictionary<uint, ushort> { [11] = book.Add(11), [22] = book.Add(22), [33] = book.Add(33) };

        foreach (var (epoch, number) in numbers)
        {
            Assert.Equal(epoch, book[number]);
            Assert.True(book.TryFind(epoch, out var found));
            Assert.Equal(number, found);
        }
        Assert.False(book.TryFind(44, out _));
    }

    [Fact]
    public void Epochs_that_nobody_stands_in_are_forgotten_and_the_others_stay_what_they_were()
    {
        var book = new EpochBook();
        var subscribers = new Subscriber[3];
        for (var epoch = 1u; !book.IsFull; epoch++)
        {
            var number = book.Add(epoch);
            subscribers[epoch % 2].Epoch = number; // two stand in the newest two, one in the first
        }
        var before = subscribers.Select(subscriber => book[subscriber.Epoch]).ToArray();

        book.Tidy(subscribers);

        Assert.Equal(before, subscribers.Select(subscriber => book[subscriber.Epoch]));
        Assert.False(book.IsFull);
        Assert.False(book.TryFind(before.Max() - 2, out _));
    }
}
