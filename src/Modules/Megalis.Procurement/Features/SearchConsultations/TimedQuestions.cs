using Megalis.Search.Contracts;

namespace Megalis.Procurement.Features.SearchConsultations;

/// <summary>The further questions that the counts of a page ask, with one time for all of them: the list matters more than its counts.</summary>
/// <param name="spent">What the page's own question took.</param>
internal sealed class TimedQuestions(SearchIndex index, TimeSpan spent)
{
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(400);

    private TimeSpan _spent = spent;

    /// <summary>Nothing more is asked; what was counted so far is not whole and should not be shown.</summary>
    public bool AreTooLong => _spent >= Enough;

    public SearchAnswer Ask(SearchRequest question)
    {
        if (AreTooLong)
            return new SearchAnswer();
        var answer = index.Search(question);
        _spent += answer.Refused is null ? answer.Took : Enough;
        return answer;
    }
}
