"""An organisation's account over any days: what it sold, what each rule took, what moved. It equals the books."""
